using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Mapping;

namespace FederatedOrleans.Tests.Streaming.Mapping;

[Trait("Category", "Unit")]
public sealed class PartitionStreamMapperTests
{
    private static readonly PartitionStreamMapper Mapper = new();

    [Fact]
    public void GetStreams_OfAPartition_IsTheTopicAndTheNumber() =>
        Assert.Equal([StreamId.Create("orders", "12")], Mapper.GetStreams("orders", 12, 16));

    [Fact]
    public void GetDestination_OfItsOwnStream_IsThePartition()
    {
        var stream = Assert.Single(Mapper.GetStreams("orders", 12, 16)!);

        Assert.Equal(new KafkaDestination("orders", 12, null), Mapper.GetDestination(stream));
    }

    [Theory]
    [InlineData("orders", "twelve")]
    [InlineData("orders", "-1")]
    [InlineData("orders", " 1")]
    [InlineData("orders", "99999999999")]
    public void GetDestination_KeyIsNoPartition_NamesTheStream(string topic, string key)
    {
        var exception = Assert.Throws<KafkaStreamException>(() => Mapper.GetDestination(StreamId.Create(topic, key)));

        Assert.Contains($"{topic}/{key}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetDestination_WithoutNamespace_Throws() =>
        Assert.Throws<KafkaStreamException>(() => Mapper.GetDestination(StreamId.Create(null!, "1")));
}
