using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Topics;

namespace FederatedOrleans.Tests.Streaming.Topics;

[Trait("Category", "Unit")]
public sealed class KafkaTopicWatchTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly KafkaStreamOptions _options = new()
    {
        BootstrapServers = "nowhere:1",
        Topics = { ["orders"] = new(), ["events"] = new(), ["returns"] = new() },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A topic whose restart has been handled is not restarted again because another change could not be followed.</summary>
    [Fact]
    public async Task Changes_OneFails_OnlyThoseLeftAreToldAgain()
    {
        ScriptedCluster cluster = new() { Topics = { ["orders"] = new(2, "a"), ["events"] = new(1, "e"), ["returns"] = new(1, "r") } };
        KafkaTopicDirectory directory = new(_options, cluster, TimeProvider.System, NullLogger.Instance);
        await directory.LoadAsync(Cancellation);
        cluster.Topics["orders"] = new(2, "b");
        cluster.Topics["events"] = new(1, "f");
        cluster.Topics["returns"] = new(1, "s");
        var told = Channel.CreateUnbounded<string[]>();
        var handled = string.Empty;

        await using KafkaTopicWatch watch = new(
            directory,
            TimeSpan.FromMilliseconds(1),
            changes =>
            {
                told.Writer.TryWrite([.. changes.Select(change => change.Topic).Order(StringComparer.Ordinal)]);
                if (handled.Length > 0)
                {
                    return Task.CompletedTask;
                }

                handled = changes[0].Topic;
                changes.RemoveAt(0);
                throw new InvalidOperationException("the second cannot be followed");
            },
            TimeProvider.System,
            NullLogger.Instance);

        Assert.Equal(["events", "orders", "returns"], await ReadAsync());
        Assert.Equal(new[] { "events", "orders", "returns" }.Where(topic => topic != handled), await ReadAsync());
        cluster.Topics["orders"] = new(2, "c");
        Assert.Equal(["orders"], await ReadAsync());

        async Task<string[]> ReadAsync() => await told.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Deadline, Cancellation);
    }
}
