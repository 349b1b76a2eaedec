using CsCheck;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Records;

[Trait("Category", "Unit")]
public sealed class RecordBatchBuilderTests
{
    [Fact]
    public void Build_AbsentEmptyAndPresent_AreToldApart()
    {
        TestRecord[] records = [new(5, 50, null, "a"), new(6, 60, "k", null), new(9, 90, "", ""), new(10, 100, null, null), new(11, 0, "k", "v")];

        var batch = TestRecord.Pack(from: 4, logStart: 2, endOffset: 20, records);

        Assert.Equal(records, TestRecord.Unpack(batch));
        Assert.Equal(("topic", 3, 4L, 12L, 2L, 20L), (batch.Topic, batch.Partition, batch.From, batch.NextOffset, batch.LogStart, batch.EndOffset));
    }

    [Fact]
    public void Build_EndOffsetOlderThanTheRecords_IsBehindTheLastRecord() =>
        Assert.Equal(8, TestRecord.Pack(0, 0, endOffset: 3, new TestRecord(7, 0, null, "x")).EndOffset);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Build_AnyRecords_GivesThemBack(bool rented) => TestLogs.Records.Sample(records =>
    {
        var batch = rented ? TestRecord.Rent(records) : TestRecord.Pack(records[0].Offset, 0, 0, records);

        Assert.Equal(records, TestRecord.Unpack(batch));
        Assert.Equal(records[^1].Offset + 1, batch.NextOffset);
        batch.Buffer.Release();
    });

    [Fact]
    public void Build_HeadersFromTheMiddleOn_TheRecordsBeforeHaveNone()
    {
        TestRecord[] records = [new(0, 0, "k", "v"), new(1, 0, null, null), new(2, 0, "k", "v", "a=1;b;a=2"), new(3, 0, "k", "v"), new(4, 0, null, null, "c=3")];

        Assert.Equal(records, TestRecord.Unpack(TestRecord.Pack(0, 0, 0, records)));
    }

    [Fact]
    public void Build_NoHeaders_HasNoIndexOfThem() => Assert.Null(TestRecord.Pack(0, 0, 0, new TestRecord(0, 0, "k", "v")).Buffer.HeaderEnds);

    [Fact]
    public void Add_ThousandsOfRecords_GrowsAndKeepsThem()
    {
        var records = Enumerable.Range(0, 5_000)
            .Select(i => new TestRecord(2 * i, i, i % 3 == 0 ? null : $"key-{i}", new string('v', i % 50), i % 7 == 0 ? $"h={i}" : "")).ToArray();

        Assert.Equal(records, TestRecord.Unpack(TestRecord.Pack(0, 0, 0, records)));
        Assert.Equal(records, TestRecord.Unpack(TestRecord.Rent(records)));
    }

    [Fact]
    public void Add_OneLargeValue_Fits()
    {
        TestRecord[] records = [new(0, 0, "k", "small"), new(1, 0, "k", new string('x', 1 << 20)), new(2, 0, "k", "small")];

        Assert.Equal(records, TestRecord.Unpack(TestRecord.Rent(records)));
    }

    [Fact]
    public void Build_Exact_HasArraysThatFit()
    {
        var buffer = TestRecord.Pack(0, 0, 0, new TestRecord(0, 0, "key", "value", "h=1"), new TestRecord(1, 0, null, "value")).Buffer;

        Assert.Equal(3 + 5 + 8 + 2 + 5, buffer.Data.Length);
        Assert.Equal((2, 2, 4, 2), (buffer.Offsets.Length, buffer.Timestamps.Length, buffer.Ends.Length, buffer.HeaderEnds!.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Build_Twice_TheFirstBatchIsUntouched(bool rented)
    {
        RecordBatchBuilder builder = new();
        new TestRecord(0, 1, "k1", "first", "a=1").AddTo(builder);
        var first = builder.Build("topic", 3, 0, 1, 0, 1, rented);
        Assert.Equal((0, 0), (builder.Count, builder.Length));
        new TestRecord(1, 2, "k2", "other").AddTo(builder);
        var second = builder.Build("topic", 3, 1, 2, 0, 2, rented);

        Assert.Equal([new TestRecord(0, 1, "k1", "first", "a=1")], TestRecord.Unpack(first));
        Assert.Equal([new TestRecord(1, 2, "k2", "other")], TestRecord.Unpack(second));
    }

    [Fact]
    public void Clear_AfterAdding_NothingOfItComes()
    {
        RecordBatchBuilder builder = new();
        new TestRecord(0, 1, "lost", "lost", "lost=1").AddTo(builder);
        builder.Clear();
        builder.Clear();
        TestRecord kept = new(5, 2, null, "kept");
        kept.AddTo(builder);

        Assert.Equal([kept], TestRecord.Unpack(builder.Build("topic", 3, 5, 6, 0, 6, rented: false)));
    }

    [Fact]
    public void Add_ABatch_AddsItsRecordsOnly() => Gen.Select(TestLogs.Records, Gen.Int[0, 60]).Sample((records, distance) =>
    {
        var batch = TestRecord.Pack(records[0].Offset, 0, 0, records);
        var offset = Math.Min(records[0].Offset + distance, batch.NextOffset);
        RecordBatchBuilder builder = new();
        builder.Add(batch.Slice(offset));

        Assert.Equal(records.Count(record => record.Offset >= offset), builder.Count);
        Assert.Equal(
            records.Where(record => record.Offset >= offset), TestRecord.Unpack(builder.Build("topic", 3, offset, batch.NextOffset, 0, 0, rented: false)));
    });

    [Fact]
    public void Last_AfterEveryRecord_IsThatRecord()
    {
        RecordBatchBuilder builder = new();
        foreach (var record in (TestRecord[])[new(3, 7, "k", null), new(5, 8, "k", "v", "a=1"), new(9, 6, null, null)])
        {
            record.AddTo(builder);

            Assert.Equal((record.Offset + 1, record.Timestamp), (builder.NextOffset, builder.LastTimestamp));
            Assert.Equal(record.Headers, TestRecord.UnpackHeaders(new(builder.LastHeaders)));
        }
    }
}
