using System.Text;
using Orleans.Streaming.Kafka.Mapping;

namespace FederatedOrleans.Tests.Streaming.Mapping;

[Trait("Category", "Unit")]
public sealed class KafkaPartitionerTests
{
    /// <summary>The values of the Java client's own test.</summary>
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_PublishedKeys_GivesThePublishedValues(string key, int expected) =>
        Assert.Equal(expected, unchecked((int)KafkaPartitioner.Murmur2(Encoding.UTF8.GetBytes(key))));

    [Theory]
    [InlineData("21", 7)]
    [InlineData("abc", 7)]
    public void GetPartition_AnyHash_ClearsTheSignBit(string key, int partitions)
    {
        var hash = unchecked((int)KafkaPartitioner.Murmur2(Encoding.UTF8.GetBytes(key)));

        Assert.Equal((hash & 0x7fffffff) % partitions, KafkaPartitioner.GetPartition(Encoding.UTF8.GetBytes(key), partitions));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void GetPartition_WithoutPartitions_Throws(int partitions) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KafkaPartitioner.GetPartition("key"u8, partitions));
}
