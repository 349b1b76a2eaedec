using FederatedOrleans.EmbeddedKafka;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Streams;
using Orleans.Streaming.Kafka.Topics;

namespace FederatedOrleans.Tests.Streaming.Streams;

[Trait("Category", "Cluster")]
public sealed class KafkaQueueMapperTests : IAsyncLifetime
{
    private readonly EmbeddedKafkaCluster _kafka = EmbeddedKafkaCluster.Start();
    private KafkaCluster _cluster = null!;
    private KafkaTopicDirectory _directory = null!;

    public async ValueTask InitializeAsync()
    {
        _kafka.CreateTopic("orders", 7);
        _kafka.CreateTopic("events", 3);
        KafkaStreamOptions options = new() { BootstrapServers = _kafka.BootstrapServers, Topics = { ["orders"] = new(), ["events"] = new() } };
        _cluster = new(options, TimeProvider.System, NullLogger.Instance);
        _directory = new(options, _cluster, TimeProvider.System, NullLogger.Instance);
        await _directory.LoadAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _cluster.Dispose();
        _kafka.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void GetAllQueues_OfTwoTopics_IsOnePerPartition()
    {
        KafkaQueueMapper mapper = new(["orders", "events"], _directory, new PartitionStreamMapper());

        var partitions = mapper.GetAllQueues().Select(mapper.GetPartition).ToList();

        Assert.Equal(10, partitions.Distinct().Count());
        Assert.Equal(7, partitions.Count(partition => partition.Topic == "orders"));
    }

    [Fact]
    public void GetAllQueues_TopicsInAnyOrder_AreTheSame() => Assert.Equal(
        new KafkaQueueMapper(["orders", "events"], _directory, new PartitionStreamMapper()).GetAllQueues().Order(),
        new KafkaQueueMapper(["events", "orders"], _directory, new PartitionStreamMapper()).GetAllQueues().Order());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void GetQueuesForRange_RangesThatCoverTheRing_CoverAllQueuesOnce(int silos)
    {
        KafkaQueueMapper mapper = new(["orders", "events"], _directory, new PartitionStreamMapper());
        var ranges = RangeFactory.CreateFullRange() is var full && silos == 1
            ? [full]
            : Enumerable.Range(0, silos).Select(silo => RangeFactory.CreateRange(Place(silo, silos), Place((silo + 1) % silos, silos))).ToList();

        var queues = ranges.SelectMany(mapper.GetQueuesForRange).ToList();

        Assert.Equal(mapper.GetAllQueues().Order(), queues.Order());
    }

    [Theory]
    [InlineData(0u, 1u << 31)]
    [InlineData(1u << 31, 0u)]
    public void GetQueuesForRange_HalfOfTheRing_IsAboutHalfOfTheQueues(uint begin, uint end)
    {
        KafkaQueueMapper mapper = new(["orders", "events"], _directory, new PartitionStreamMapper());

        var topics = mapper.GetQueuesForRange(RangeFactory.CreateRange(begin, end)).CountBy(queue => mapper.GetPartition(queue).Topic).ToDictionary();

        Assert.InRange(topics["orders"], 3, 4);
        Assert.InRange(topics["events"], 1, 2);
    }

    [Fact]
    public void GetQueueForStream_OfEveryStream_IsTheQueueOfItsPartition()
    {
        KafkaQueueMapper mapper = new(["orders", "events"], _directory, new PartitionStreamMapper());

        Assert.All(mapper.GetAllQueues(), queue => Assert.Equal(queue, mapper.GetQueueForStream(Assert.Single(mapper.GetStreams(queue)!))));
    }

    [Fact]
    public void GetQueueForStream_Unknown_NamesTheStream()
    {
        KafkaQueueMapper mapper = new(["orders"], _directory, new PartitionStreamMapper());

        var exception = Assert.Throws<KafkaStreamException>(() => mapper.GetQueueForStream(StreamId.Create("orders", "7")));

        Assert.Contains("orders/7", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_StreamInTwoPartitions_IsRefusedWithBoth()
    {
        var exception = Assert.Throws<KafkaStreamException>(() => new KafkaQueueMapper(["orders"], _directory, new EverythingInOneMapper()));

        Assert.Equal("Stream all/one is mapped to orders [[0]] and to orders [[1]]; it must live in one partition.", exception.Message);
    }

    private static uint Place(int silo, int silos) => (uint)(silo * ((1L << 32) / silos));

    private sealed class EverythingInOneMapper : IKafkaStreamMapper
    {
        public IReadOnlyList<StreamId> GetStreams(string topic, int partition, int partitionCount) => [StreamId.Create("all", "one")];

        public KafkaDestination GetDestination(StreamId stream) => new("orders", null, null);
    }
}
