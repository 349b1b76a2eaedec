using System.Buffers;
using CsCheck;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Records;

[Trait("Category", "Unit")]
public sealed class KafkaRecordBatchTests
{
    private static readonly TestRecord[] Four = [new(5, 0, "a", "A", "h=1"), new(6, 0, "b", "B"), new(9, 0, null, "C"), new(12, 0, "d", null)];

    [Fact]
    public void Slice_AtEveryOffset_HoldsTheRecordsFromThere() => TestLogs.Records.Sample(records =>
    {
        var batch = TestRecord.Pack(Math.Max(0, records[0].Offset - 2), 0, 0, records);
        for (var offset = batch.From; offset <= batch.NextOffset; offset++)
        {
            var slice = batch.Slice(offset);

            Assert.Equal(records.Where(record => record.Offset >= offset), TestRecord.Unpack(slice));
            Assert.Equal((offset, batch.NextOffset, batch.EndOffset), (slice.From, slice.NextOffset, slice.EndOffset));
        }
    });

    [Fact]
    public void Slice_OfASlice_EqualsTheSliceOfTheWhole() => Gen.Select(TestLogs.Records, Gen.Int[0, 60], Gen.Int[0, 60]).Sample((records, first, second) =>
    {
        var batch = TestRecord.Pack(records[0].Offset, 0, 0, records);
        var (low, high) = (Within(batch, Math.Min(first, second)), Within(batch, Math.Max(first, second)));

        Assert.Equal(TestRecord.Unpack(batch.Slice(high)), TestRecord.Unpack(batch.Slice(low).Slice(high)));
    });

    [Fact]
    public void Slice_BelowTheBatch_IsTheBatch()
    {
        var batch = TestRecord.Pack(5, 0, 0, Four);

        Assert.Same(batch, batch.Slice(5));
        Assert.Same(batch, batch.Slice(0));
    }

    [Fact]
    public void Slice_BehindTheBatch_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TestRecord.Pack(5, 0, 0, Four).Slice(14));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Indexer_OutsideTheSlice_Throws(int index)
    {
        var slice = TestRecord.Pack(5, 0, 0, Four).Slice(10);

        Assert.Throws<ArgumentOutOfRangeException>(() => slice[index].Offset);
    }

    [Fact]
    public void Take_FirstRecords_CoversUpToTheLastOfThem() => Gen.Select(TestLogs.Records, Gen.Int[1, 25]).Sample((records, count) =>
    {
        var batch = TestRecord.Pack(records[0].Offset, 0, 5_000, records);

        var taken = batch.Take(count);

        Assert.Equal(records.Take(count), TestRecord.Unpack(taken));
        Assert.Equal((batch.From, Math.Min(taken.NextOffset, batch.NextOffset), batch.EndOffset), (taken.From, taken.NextOffset, taken.EndOffset));
        Assert.Equal(taken.Count == 0 ? batch.NextOffset : records.Take(count).Last().Offset + 1, taken.NextOffset);
        Assert.Equal(count >= records.Length, ReferenceEquals(batch, taken));
        Assert.Equal(TestRecord.Unpack(batch), [.. TestRecord.Unpack(taken), .. TestRecord.Unpack(batch.Slice(taken.NextOffset))]);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Only_OneRecord_IsAloneInMemoryOfItsOwn(int index)
    {
        var batch = TestRecord.Rent(Four);
        var one = batch.Only(index);
        batch.Buffer.Release();

        Assert.Equal([Four[index]], TestRecord.Unpack(one));
        Assert.Equal((Four[index].Offset, Four[index].Offset + 1), (one.From, one.NextOffset));
    }

    [Fact]
    public void Copy_OfASlice_OutlivesTheBuffer() => Gen.Select(TestLogs.Records, Gen.Int[0, 60]).Sample((records, distance) =>
    {
        var whole = TestRecord.Rent(records);
        var slice = whole.Slice(Within(whole, distance));
        var expected = TestRecord.Unpack(slice);
        var copy = slice.Copy();
        whole.Buffer.Release();

        Assert.Equal(expected, TestRecord.Unpack(copy));
        Assert.Equal(
            (slice.Topic, slice.Partition, slice.From, slice.NextOffset, slice.LogStart, slice.EndOffset),
            (copy.Topic, copy.Partition, copy.From, copy.NextOffset, copy.LogStart, copy.EndOffset));
        Assert.Equal(expected.Sum(record => TestRecord.PackHeaders(record.Headers).Length + (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0)), copy.Buffer.Data.Length);
    });

    [Fact]
    public void Part_OfAnOrder_HoldsItsRecordsInTheirOrder()
    {
        var (first, second) = InTwoParts(TestRecord.Pack(4, 1, 20, Four));

        Assert.Equal([Four[0], Four[2]], TestRecord.Unpack(first));
        Assert.Equal([Four[1], Four[3]], TestRecord.Unpack(second));
        Assert.Equal((4L, 10L, 4L, 13L), (first.From, first.NextOffset, second.From, second.NextOffset));
    }

    [Fact]
    public void Part_Cut_StaysInItsOwnRecords()
    {
        var (_, second) = InTwoParts(TestRecord.Pack(4, 1, 20, Four));

        Assert.Equal([Four[3]], TestRecord.Unpack(second.Slice(7)));
        Assert.Equal([Four[1]], TestRecord.Unpack(second.Take(1)));
        Assert.Equal([Four[3]], TestRecord.Unpack(second.Only(1)));
        Assert.Equal([Four[1], Four[3]], TestRecord.Unpack(second.Copy()));
        Assert.Equal((0, 1, 1, 2), (second.CountBefore(6), second.CountBefore(7), second.CountBefore(12), second.CountBefore(13)));
        Assert.Equal((true, false, true), (second.Contains(6), second.Contains(9), second.Contains(12)));
    }

    [Fact]
    public void CountBefore_AnyOffset_IsTheNumberOfRecordsBelow() => Gen.Select(TestLogs.Records, Gen.Int[-3, 90]).Sample((records, distance) =>
    {
        var offset = records[0].Offset + distance;
        var batch = TestRecord.Pack(records[0].Offset, 0, 0, records);

        Assert.Equal(records.Count(record => record.Offset < offset), batch.CountBefore(offset));
        Assert.Equal(records.Any(record => record.Offset == offset), batch.Contains(offset));
    });

    [Theory]
    [InlineData(1, "orleans-request-context=x", "orleans-request-context=x", true)]
    [InlineData(1, "a=1", "", true)]
    [InlineData(1, "orleans-request-context", "", true)]
    [InlineData(1, "orleans-request-context=x", "", false)]
    [InlineData(1, "orleans-request-context=x", "orleans-request-context=y", false)]
    [InlineData(2, "", "", false)]
    public void CanMergeWith_TwoRecords_NeedsRoomAndTheSameContext(int records, string first, string second, bool expected)
    {
        var batch = TestRecord.Pack(0, 0, 0, Enumerable.Range(0, records).Select(i => new TestRecord(i, 0, null, "x", first)));
        var next = TestRecord.Pack(10, 0, 0, new TestRecord(10, 0, null, "x", second));

        Assert.Equal(expected, batch.CanMergeWith(next, maxRecords: 2));
    }

    [Fact]
    public void CanMergeWith_EmptyBatch_IsFalse()
    {
        var (batch, empty) = (TestRecord.Pack(5, 0, 0, Four), KafkaRecordBatch.AtEnd("topic", 3, 13, 0));

        Assert.False(batch.CanMergeWith(empty, 100));
        Assert.False(empty.CanMergeWith(batch, 100));
    }

    [Fact]
    public void Context_OfRecords_IsTheFirstOnesHeader()
    {
        var batch = TestRecord.Pack(0, 0, 0, new TestRecord(0, 0, null, "x"), new TestRecord(1, 0, null, "y", "orleans-request-context=abc"));

        Assert.True(batch.Context.IsEmpty);
        Assert.True(batch.Slice(1).Context.SequenceEqual("abc"u8));
        Assert.True(batch.Slice(2).Context.IsEmpty);
    }

    [Fact]
    public void AtEnd_HasNoRecordsAndKnowsTheEnd()
    {
        var batch = KafkaRecordBatch.AtEnd("topic", 3, 9, 4);

        Assert.Equal((0, 9L, 9L, 4L, 9L), (batch.Count, batch.From, batch.NextOffset, batch.LogStart, batch.EndOffset));
    }

    /// <summary>Lays an order over the four records: the first and third belong to one batch, the others to another.</summary>
    internal static (KafkaRecordBatch First, KafkaRecordBatch Second) InTwoParts(KafkaRecordBatch batch)
    {
        var order = ArrayPool<int>.Shared.Rent(4);
        ((int[])[0, 2, 1, 3]).CopyTo(order, 0);
        batch.Buffer.SetOrder(order);
        batch.Buffer.AddHolders(1);
        return (batch.Part(0, 2), batch.Part(2, 4));
    }

    private static long Within(KafkaRecordBatch batch, int distance) => Math.Min(batch.From + distance, batch.NextOffset);
}
