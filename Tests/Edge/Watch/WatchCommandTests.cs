using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;

namespace FederatedOrleans.Tests.Edge.Watch;

[Trait("Category", "Process")]
public sealed class WatchCommandTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly EmbeddedKafkaCluster _cluster = EmbeddedKafkaCluster.Start();

    public WatchCommandTests() => _cluster.CreateTopic("global-model", 1);

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Watch_VersionsThere_ShowsTheNewestThenNewOnesAndEndsAtTheCount()
    {
        await SendAsync(1, 2);
        await using var watch = Start("--count", "2");

        await watch.WaitForLineAsync(line => line.StartsWith("version 2 |", StringComparison.Ordinal), Deadline);
        await SendAsync(2, 3, 4);

        Assert.Equal(0, await watch.WaitForExitAsync(Deadline));
        var lines = watch.Lines.Select(line => line.Text).ToList();
        Assert.Equal(12, lines.Count);
        Assert.Equal("+-------------+", lines[0]);
        Assert.Equal("|global_weight|", lines[1]);
        Assert.Equal("|    14.75    |", lines[3]);
        Assert.StartsWith("version 3 |", lines[11], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains('\u001b', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ProcessSignal.Interrupt)]
    [InlineData(ProcessSignal.Terminate)]
    public async Task Watch_Signal_EndsWithZero(ProcessSignal signal)
    {
        await SendAsync(1);
        await using var watch = Start();
        await watch.WaitForLineAsync(line => line.StartsWith("version 1 |", StringComparison.Ordinal), Deadline);

        watch.Send(signal);

        Assert.Equal(0, await watch.WaitForExitAsync(Deadline));
    }

    private ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start(
            "Edge.dll",
            ["watch", .. arguments],
            new Dictionary<string, string?> { ["ConnectionStrings__kafka"] = _cluster.BootstrapServers });

    private async Task SendAsync(params long[] versions)
    {
        ProducerConfig config = new() { BootstrapServers = _cluster.BootstrapServers, LingerMs = 0 };
        using var producer = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        foreach (var version in versions)
        {
            var value = ModelFollowerTests.Bytes(ModelFollowerTests.Model(version));
            Message<byte[], byte[]> message = new() { Key = "default"u8.ToArray(), Value = value };
            await producer.ProduceAsync("global-model", message, TestContext.Current.CancellationToken);
        }
    }
}
