using System.Text;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Mapping;

namespace FederatedOrleans.Tests.Streaming.Mapping;

[Trait("Category", "Unit")]
public sealed class DefaultStreamMapperTests
{
    private static readonly Guid Key = Guid.Parse("9b2fb1b0-51f8-4d5c-8d0c-3f9f2f3f2a11");

    [Fact]
    public void GetDestination_NumberInATopicsNamespace_IsThatPartitionWithoutHeaders() =>
        Assert.Equal(new KafkaDestination("orders", 3, null), Mapper("orders", "events").GetDestination(StreamId.Create("orders", "3")));

    [Fact]
    public void GetDestination_AnyKeyInATopicsNamespace_IsThatTopicByKey() =>
        AssertKeyed("events", StreamId.Create("events", Key), Mapper("orders", "events").GetDestination(StreamId.Create("events", Key)));

    [Theory]
    [InlineData("StreamNamespace")]
    [InlineData(null)]
    public void GetDestination_OtherNamespace_IsTheOnlyTopicByKey(string? streamNamespace)
    {
        var stream = StreamId.Create(streamNamespace!, Key);

        AssertKeyed("orders", stream, Mapper("orders").GetDestination(stream));
    }

    [Fact]
    public void GetDestination_OtherNamespaceOfSeveralTopics_NeedsADefaultTopic()
    {
        var stream = StreamId.Create("StreamNamespace", "7");
        KafkaStreamOptions options = new() { Topics = { ["orders"] = new(), ["events"] = new() }, DefaultTopic = "events" };

        AssertKeyed("events", stream, new DefaultStreamMapper(options).GetDestination(stream));
        var exception = Assert.Throws<KafkaStreamException>(() => Mapper("orders", "events").GetDestination(stream));
        Assert.Contains("DefaultTopic", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetDestination_TopicsThatAreNotRead_AreNoDefault()
    {
        KafkaStreamOptions options = new() { Topics = { ["orders"] = new(), ["alarms"] = new() { Consume = false } } };
        var stream = StreamId.Create("StreamNamespace", Key);

        AssertKeyed("orders", stream, new DefaultStreamMapper(options).GetDestination(stream));
    }

    /// <summary>The key goes where Kafka would have put it when the topic had that many partitions.</summary>
    [Fact]
    public void GetDestination_StreamPartitions_StaysInThem()
    {
        DefaultStreamMapper mapper = new(new() { Topics = { ["orders"] = new() { StreamPartitions = 4 } } });

        for (var i = 0; i < 100; i++)
        {
            var stream = StreamId.Create("any", Guid.NewGuid());
            var destination = mapper.GetDestination(stream);

            Assert.Equal(KafkaPartitioner.GetPartition(stream.Key.Span, 4), destination.Partition);
        }
    }

    private static DefaultStreamMapper Mapper(params string[] topics)
    {
        KafkaStreamOptions options = new();
        foreach (var topic in topics)
        {
            options.Topics[topic] = new();
        }

        return new(options);
    }

    private static void AssertKeyed(string topic, StreamId stream, KafkaDestination destination)
    {
        Assert.Equal((topic, null), (destination.Topic, destination.Partition));
        Assert.Equal(stream.Key.ToArray(), destination.Key);
        var header = Assert.Single(destination.Headers!);
        Assert.Equal(("orleans-stream-namespace", stream.GetNamespace() ?? ""), (header.Key, Encoding.UTF8.GetString(header.Value!)));
    }
}
