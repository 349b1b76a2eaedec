using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Hosting;

/// <summary>Providers beside each other, their start and their end.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Cluster")]
public sealed class LifetimeTests : IDisposable
{
    private const string Secret = "hunter2";
    private readonly EmbeddedKafkaCluster _kafka = StreamHost.StartKafka();

    [Fact]
    public async Task Silo_WithTwoProviders_KeepsThemApart()
    {
        using var other = StreamHost.StartKafka();
        await using var silo = await StreamHost.StartSiloAsync(FreePort.Get(), [], silo => silo
            .AddKafkaStreams("left", options => Set(options, _kafka), ImplicitOnly)
            .AddKafkaStreams("right", options => Set(options, other), ImplicitOnly));

        await silo.GetStream("left", 0).OnNextAsync(new("l", 1));
        await silo.GetStream("right", 1).OnNextAsync(new("r", 2));
        var items = await silo.Inbox.WaitAsync(2);

        Assert.Equal([("left", "0", new("l", 1)), ("right", "1", new("r", 2))], items.OrderBy(item => item.Provider, StringComparer.Ordinal));
        Assert.Equal((1, 0), (await silo.GetEndAsync("left", 0), await silo.GetEndAsync("left", 1)));
        Assert.Equal((0, 1), (await silo.GetEndAsync("right", 0), await silo.GetEndAsync("right", 1)));
    }

    [Fact]
    public async Task Hosts_ThatEnd_LeaveNoKafkaClientBehind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The threads of a process are counted by Linux' means.");
        var before = KafkaClients();
        var gateway = FreePort.Get();
        var silo = await StreamHost.StartSiloAsync(gateway, [], silo => silo.AddKafkaStreams("events", options => Set(options, _kafka)));
        var client = await StreamHost.StartClientAsync(gateway, [], client => client.AddKafkaStreams("events", options => Set(options, _kafka)));
        await client.GetStream("events", 0).OnNextAsync(new("s", 1));
        await silo.Inbox.WaitAsync(1);
        Assert.True(KafkaClients() >= before + 3);

        await client.DisposeAsync();
        await silo.DisposeAsync();

        await Eventually.GetAsync(() => Task.FromResult(KafkaClients()), clients => clients == before, TimeSpan.FromSeconds(5), $"{before} Kafka clients");
    }

    [Theory]
    [InlineData("ClientSettings:sasl.pasword", Secret, "ClientSettings:sasl.pasword is '***'; librdkafka says: No such configuration property")]
    [InlineData("ProducerSettings:linger.ms", "soon", "ProducerSettings:linger.ms is 'soon'; librdkafka says: Invalid value")]
    [InlineData("MaxDeliveryAttempts", "0", "MaxDeliveryAttempts is '0'; allowed: 1 to 1000000.")]
    public async Task Host_WithABadOption_DoesNotStartAndSaysWhy(string key, string value, string message)
    {
        (string, string?)[] settings =
        [
            ("Orleans:Streaming:events:ProviderType", "Kafka"),
            ("Orleans:Streaming:events:BootstrapServers", _kafka.BootstrapServers),
            ($"Orleans:Streaming:events:Topics:{StreamHost.Topic}:Partitions", "3"),
            ($"Orleans:Streaming:events:{key}", value),
        ];

        var silo = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StreamHost.StartSiloAsync(FreePort.Get(), settings));
        var client = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StreamHost.StartClientAsync(FreePort.Get(), settings));

        Assert.StartsWith($"Kafka stream provider 'events': {message}", silo.Message, StringComparison.Ordinal);
        Assert.Equal(silo.Message, client.Message);
        Assert.DoesNotContain(Secret, silo.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_ThatLogsItsOptions_ShowsNoSecret()
    {
        LogLines lines = new();
        await using var silo = await StreamHost.StartSiloAsync(FreePort.Get(), [], silo =>
        {
            silo.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(lines));
            silo.AddKafkaStreams("events", options =>
            {
                Set(options, _kafka);
                options.ClientSettings["sasl.password"] = options.ConsumerSettings["sasl.password"] = options.ProducerSettings["sasl.password"] = Secret;
            });
        });

        Assert.Contains(lines.All, line => line.Contains("ClientSettings: REDACTED", StringComparison.Ordinal)
            && line.Contains("ConsumerSettings: REDACTED", StringComparison.Ordinal)
            && line.Contains("ProducerSettings: REDACTED", StringComparison.Ordinal)
            && line.Contains($"Topics.{StreamHost.Topic}: read, 1 partitions if created", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.All, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    public void Dispose() => _kafka.Dispose();

    private static void Set(KafkaStreamOptions options, EmbeddedKafkaCluster kafka)
    {
        options.BootstrapServers = kafka.BootstrapServers;
        options.Topics[StreamHost.Topic] = new();
    }

    private static void ImplicitOnly(ISiloPersistentStreamConfigurator streams) => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);

    /// <summary>Every Kafka client has one thread of this name; so has the embedded broker.</summary>
    private static int KafkaClients() =>
        Directory.GetDirectories("/proc/self/task").Select(task => ReadName(Path.Combine(task, "comm"))).Count(name => name == "rdk:main");

    private static string ReadName(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            // The thread has ended meanwhile.
            return "";
        }
    }
}
