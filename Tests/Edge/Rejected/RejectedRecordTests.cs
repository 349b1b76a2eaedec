using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Edge.Rejected;
using static FederatedOrleans.Tests.Edge.Rejected.RejectedCluster;

namespace FederatedOrleans.Tests.Edge.Rejected;

[Trait("Category", "Unit")]
public sealed class RejectedRecordTests
{
    [Fact]
    public void Create_HeadersOfTheContract_AreTaken()
    {
        Headers headers = Added("readings", 3, 42, "undeliverable", 5);
        headers.Add("stream", Bytes("default/3"));
        headers.Add("attempts", Bytes("7"));

        var record = Record("value", headers);

        Assert.Equal(("readings", 3, 42L), (record.Topic, record.Partition, record.Offset));
        Assert.Equal(("undeliverable", 5L), (record.Reason, record.Size));
        Assert.Equal(("default/3", 7L), (record.Stream, record.Attempts));
        Assert.False(record.IsCut);
        Assert.Empty(record.OriginalHeaders);
    }

    [Fact]
    public void Create_OriginalHeadersWithTheSameNames_StayInTheirOrder()
    {
        Headers headers = new()
        {
            { "topic", Bytes("mine") },
            { "trace", Bytes("1") },
            { "trace", null! },
            { "topic", Bytes("mine too") },
            { "stream", Bytes("mine") },
        };
        foreach (var header in Added("readings", 0, 0, "future", 5))
        {
            headers.Add(header);
        }

        var record = Record("value", headers);

        Assert.Equal("readings", record.Topic);
        Assert.Null(record.Stream);
        Assert.Equal(
            [("topic", "mine"), ("trace", "1"), ("trace", null), ("topic", "mine too"), ("stream", "mine")],
            record.OriginalHeaders.Select(header =>
                (header.Key, header.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : null)));
    }

    [Theory]
    [InlineData("partition", "-1")]
    [InlineData("partition", "2147483648")]
    [InlineData("partition", " 1")]
    [InlineData("partition", "1.0")]
    [InlineData("partition", "")]
    public void Create_NumberThatIsNone_IsAbsent(string header, string value) =>
        Assert.Null(Record("value", new Headers { { header, Bytes(value) } }).Partition);

    [Fact]
    public void Create_NoHeaders_IsARecordWithoutAPlace()
    {
        var record = Record(null, null);

        Assert.Equal((null, null, null, null, null), (record.Topic, record.Partition, record.Offset, record.Reason, record.Size));
        Assert.False(record.IsCut);
    }

    [Theory]
    [InlineData(null, 0, false)]
    [InlineData(null, 1, true)]
    [InlineData("value", 5, false)]
    [InlineData("value", 6, true)]
    public void IsCut_SizeOfTheOriginal_IsCompared(string? value, long size, bool isCut) =>
        Assert.Equal(isCut, Record(value, Added("readings", 0, 0, "future", size)).IsCut);

    private static RejectedRecord Record(string? value, Headers? headers) => new(new ConsumeResult<byte[]?, byte[]?>
    {
        TopicPartitionOffset = new("readings.rejected", 0, 1),
        Message = new() { Value = value is null ? null : Bytes(value), Headers = headers },
    });
}
