using System.Text;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Records;

[Trait("Category", "Unit")]
public sealed class KafkaRecordBatchConverterTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void Serialize_AnySlice_ComesBackEqual() => Gen.Select(TestLogs.Records, Gen.Int[0, 60], Gen.Int[1, 20]).Sample((records, distance, count) =>
    {
        var whole = TestRecord.Pack(records[0].Offset, 1, 5_000, records);
        var batch = whole.Slice(Math.Min(whole.From + distance, whole.NextOffset)).Take(count);

        var copy = Serializer.Deserialize<KafkaRecordBatch>(Serializer.SerializeToArray(batch))!;

        Assert.Equal(TestRecord.Unpack(batch), TestRecord.Unpack(copy));
        Assert.Equal(
            (batch.Topic, batch.Partition, batch.From, batch.NextOffset, batch.LogStart, batch.EndOffset),
            (copy.Topic, copy.Partition, copy.From, copy.NextOffset, copy.LogStart, copy.EndOffset));
    });

    [Fact]
    public void Serialize_PartOfAnOrder_TakesItsOwnRecordsOnly()
    {
        TestRecord[] records = [new(5, 0, "mine", "one"), new(6, 0, "other", "secret", "h=hidden"), new(9, 0, "mine", "two", "h=seen"), new(12, 0, null, "secret")];
        var (first, _) = KafkaRecordBatchTests.InTwoParts(TestRecord.Rent(records));

        var bytes = Serializer.SerializeToArray(first);
        var copy = Serializer.Deserialize<KafkaRecordBatch>(bytes)!;

        Assert.Equal([records[0], records[2]], TestRecord.Unpack(copy));
        Assert.Equal((2, 2, 4, 2), (copy.Buffer.Offsets.Length, copy.Buffer.Timestamps.Length, copy.Buffer.Ends.Length, copy.Buffer.HeaderEnds!.Length));
        Assert.Null(copy.Buffer.Order);
        var text = Encoding.Latin1.GetString(bytes);
        Assert.Contains("two", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_RentedBatch_LeavesItsBufferAlone()
    {
        TestRecord record = new(5, 0, "k", "v");
        var batch = TestRecord.Rent(record);

        var copy = Serializer.Deserialize<KafkaRecordBatch>(Serializer.SerializeToArray(batch))!;
        Assert.Equal([record], TestRecord.Unpack(batch));
        batch.Buffer.Release();

        Assert.Equal([record], TestRecord.Unpack(copy));
    }

    [Fact]
    public void Serialize_EmptyBatch_ComesBackEmpty()
    {
        var copy = Serializer.Deserialize<KafkaRecordBatch>(Serializer.SerializeToArray(KafkaRecordBatch.AtEnd("topic", 3, 9, 4)))!;

        Assert.Equal((0, 9L, 9L, 4L, 9L), (copy.Count, copy.From, copy.NextOffset, copy.LogStart, copy.EndOffset));
    }
}
