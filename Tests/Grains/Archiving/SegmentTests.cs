using FederatedOrleans.Grains.Archiving;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Grains.Archiving;

[Trait("Category", "Unit")]
public sealed class SegmentTests
{
    private static readonly ArchivedLog Log = ArchivedLog.Of("default", "cluster/model-weights", ArchivedKind.Updates, 3);

    private static readonly KafkaLogRecord[] Records =
    [
        new(7, 1, "default"u8.ToArray(), "{\"a\":\"ä\u2028\"}"u8.ToArray()),
        new(8, 2, null, null),
        new(11, 3, [], []),
        new(12, 4, [0xFF, 0], [0xC0, 0x80, 1]),
        new(19, 5, "\r\n"u8.ToArray(), "\0\u0001\t\"\\"u8.ToArray()),
    ];

    [Fact]
    public void TryRead_WhatWasWritten_GivesEveryByteBack()
    {
        var (key, content) = Write(Records);

        var read = Segment.TryRead(SegmentKey.TryParse(key.ToString())!, content, out var fault)!;

        Assert.Null(fault);
        Assert.Equal(Records.Select(Text), read.Records.Select(Text));
        Assert.Equal((7, 20, 5), (read.Header.From, read.Header.To, read.Header.Records));
        Assert.Equal(content, Write(Records).Content);
    }

    [Fact]
    public void TryRead_AnyByteChanged_IsDamaged()
    {
        var (key, content) = Write(Records);
        for (var place = 0; place < content.Length; place++)
        {
            content[place] ^= 4;
            Assert.Null(Segment.TryRead(key, content, out var fault));
            Assert.StartsWith("is damaged: the hash of what is stored is ", fault, StringComparison.Ordinal);
            content[place] ^= 4;
        }
    }

    [Theory]
    [InlineData(6, 20)]
    [InlineData(7, 21)]
    public void TryRead_UnderAnotherRange_IsRefused(long from, long to)
    {
        var (key, content) = Write(Records);

        Assert.Null(Segment.TryRead(key with { From = from, To = to }, content, out var fault));
        Assert.Equal("holds something else than its name says", fault);
        Assert.Null(Segment.TryRead(key with { Log = key.Log with { Partition = 4 } }, content, out _));
        Assert.Null(Segment.TryRead(key with { Log = key.Log with { Federation = "other" } }, content, out _));
    }

    [Fact]
    public void TryRead_NoSegment_IsRefused()
    {
        var content = "anything"u8.ToArray();

        Assert.Null(Segment.TryRead(new(Log, 0, 1, SegmentKey.HashOf(content)), content, out var fault));
        Assert.Equal("is no segment of an archive", fault);
    }

    [Theory]
    [InlineData("mockCluster1ffadf021bf8", "mockCluster1ffadf021bf8")]
    [InlineData("Some-Cluster_1.x", "Some-Cluster_1.x")]
    [InlineData("..", "x-")]
    [InlineData("a/b", "x-")]
    [InlineData("", "x-")]
    public void KeyOf_AClustersId_IsASegmentOfAKey(string id, string start)
    {
        var key = ArchivedLog.KeyOf(id);

        Assert.StartsWith(start, key, StringComparison.Ordinal);
        Assert.DoesNotContain('/', key);
        Assert.NotEqual(key, ArchivedLog.KeyOf(id + "."));
    }

    [Theory]
    [InlineData("default/cluster/updates/model-weights-3/0000000000000000007-0000000000000000020.jsonl.gz")]
    [InlineData("default/cluster/others/model-weights-3/0000000000000000007-0000000000000000020-HASH.jsonl.gz")]
    [InlineData("default/cluster/updates/model-weights-3/0000000000000000021-0000000000000000020-HASH.jsonl.gz")]
    [InlineData("default/cluster/updates/model-weights/0000000000000000007-0000000000000000020-HASH.jsonl.gz")]
    [InlineData("default/notes.txt")]
    public void TryParse_AnotherKey_IsNull(string key) =>
        Assert.Null(SegmentKey.TryParse(key.Replace("HASH", new string('0', 64), StringComparison.Ordinal)));

    private static (SegmentKey Key, byte[] Content) Write(IReadOnlyList<KafkaLogRecord> records)
    {
        var content = Segment.Of(Log, "cluster/model-weights", 7, 20, records).ToBytes();
        return (new(Log, 7, 20, SegmentKey.HashOf(content)), content);
    }

    private static string Text(KafkaLogRecord record)
    {
        return $"{record.Offset} {record.Timestamp} {Hex(record.Key)} {Hex(record.Value)}";

        static string Hex(byte[]? bytes) => bytes is null ? "none" : Convert.ToHexString(bytes);
    }
}
