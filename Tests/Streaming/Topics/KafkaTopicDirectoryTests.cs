using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Streams;
using Orleans.Streaming.Kafka.Topics;

namespace FederatedOrleans.Tests.Streaming.Topics;

[Trait("Category", "Unit")]
public sealed class KafkaTopicDirectoryTests
{
    private readonly KafkaStreamOptions _options = new()
    {
        BootstrapServers = "nowhere:1",
        Topics = { ["orders"] = new() { Partitions = 6, ReplicationFactor = 3, Settings = { ["retention.ms"] = "1000" } }, ["events"] = new() { Partitions = 2 } },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoadAsync_OneTopicAbsent_CreatesItAsConfigured()
    {
        ScriptedCluster cluster = new() { Topics = { ["events"] = new(5, "e") } };
        var directory = await LoadAsync(cluster);

        var (topic, created) = Assert.Single(cluster.Created);
        Assert.Equal("orders", topic);
        Assert.Same(_options.Topics["orders"], created);
        Assert.Equal((6, 5), (directory.GetPartitionCount("orders"), directory.GetPartitionCount("events")));
        Assert.Throws<KafkaStreamException>(() => directory.GetPartitionCount("other"));
    }

    [Fact]
    public async Task LoadAsync_CreationRefused_AsksByName()
    {
        ScriptedCluster cluster = new() { RefusesToCreate = true };
        var directory = await LoadAsync(cluster);

        Assert.Equal(["events", "orders"], cluster.AskedFor.Order(StringComparer.Ordinal));
        Assert.Equal(4, directory.GetPartitionCount("orders"));
    }

    [Fact]
    public async Task LoadAsync_KafkaAbsent_TriesUntilItAnswers()
    {
        FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.Zero };
        ScriptedCluster cluster = new() { Failures = 5 };
        KafkaTopicDirectory directory = new(_options, cluster, clock, NullLogger.Instance);
        var loading = directory.LoadAsync(Cancellation);

        while (!loading.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await loading;
        Assert.Equal(6, directory.GetPartitionCount("orders"));
    }

    [Fact]
    public async Task RefreshAsync_TopicGrew_TellsItOnceAndKnowsTheNewPartitions()
    {
        ScriptedCluster cluster = new() { Topics = { ["orders"] = new(2, "a"), ["events"] = new(1, "e") } };
        var directory = await LoadAsync(cluster);
        Assert.Empty(await directory.RefreshAsync(Cancellation));

        cluster.Topics["orders"] = new(5, "a");

        Assert.Equal([new KafkaTopicChange("orders", 2, 5, IsAnother: false)], await directory.RefreshAsync(Cancellation));
        Assert.Empty(await directory.RefreshAsync(Cancellation));
        Assert.Equal(5, directory.GetPartitionCount("orders"));
        Assert.Equal([false, false, true, true, true], Enumerable.Range(0, 5).Select(partition => directory.IsNew(new("orders", partition))));
    }

    [Fact]
    public async Task RefreshAsync_TopicMadeAnew_IsToldByItsId()
    {
        ScriptedCluster cluster = new() { Topics = { ["orders"] = new(4, "a"), ["events"] = new(1, null) } };
        var directory = await LoadAsync(cluster);

        cluster.Topics["orders"] = new(2, "b");
        cluster.Topics["events"] = new(1, "known later");

        Assert.Equal([new KafkaTopicChange("orders", 4, 4, IsAnother: true)], await directory.RefreshAsync(Cancellation));
        Assert.Empty(await directory.RefreshAsync(Cancellation));
    }

    [Fact]
    public async Task RefreshAsync_KafkaAbsent_ChangesNothing()
    {
        ScriptedCluster cluster = new();
        var directory = await LoadAsync(cluster);
        cluster.Topics["orders"] = new(9, "another");
        cluster.Failures = 1;

        Assert.Empty(await directory.RefreshAsync(Cancellation));
        Assert.Equal(6, directory.GetPartitionCount("orders"));
        Assert.True(Assert.Single(await directory.RefreshAsync(Cancellation)).IsAnother);
    }

    /// <summary>Silos may learn of new partitions at different times: they agree on the queues that both know.</summary>
    [Fact]
    public async Task QueueMapper_TopicGrows_KeepsItsQueuesAndAgreesWithOneThatStartsLater()
    {
        ScriptedCluster cluster = new() { Topics = { ["orders"] = new(3, "a"), ["events"] = new(2, "e") } };
        var directory = await LoadAsync(cluster);
        DefaultStreamMapper streams = new(_options);
        KafkaQueueMapper mapper = new(_options.Topics.Keys, directory, streams);
        var before = mapper.GetAllQueues().ToHashSet();

        cluster.Topics["orders"] = new(8, "a");
        await directory.RefreshAsync(Cancellation);
        mapper.Grow();

        Assert.Equal(5, before.Count);
        Assert.Subset(mapper.GetAllQueues().ToHashSet(), before);
        Assert.Equal(10, mapper.GetAllQueues().Select(mapper.GetPartition).Distinct().Count());
        Assert.Equal(new KafkaQueueMapper(_options.Topics.Keys, await LoadAsync(cluster), streams).GetAllQueues().Order(), mapper.GetAllQueues().Order());
    }

    private async Task<KafkaTopicDirectory> LoadAsync(ScriptedCluster cluster)
    {
        KafkaTopicDirectory directory = new(_options, cluster, TimeProvider.System, NullLogger.Instance);
        await directory.LoadAsync(Cancellation);
        return directory;
    }
}
