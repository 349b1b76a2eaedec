namespace Orleans.Streaming.Kafka.Records;

/// <summary>The form in which a batch travels between processes: its own records and nothing else of the buffer.</summary>
[GenerateSerializer, Immutable, Alias("kafka.record-batch")]
internal readonly struct KafkaRecordBatchSurrogate
{
    [Id(0)]
    public required string Topic { get; init; }

    [Id(1)]
    public required int Partition { get; init; }

    [Id(2)]
    public required long From { get; init; }

    [Id(3)]
    public required long NextOffset { get; init; }

    [Id(4)]
    public required long LogStart { get; init; }

    [Id(5)]
    public required long EndOffset { get; init; }

    [Id(6)]
    public required byte[] Data { get; init; }

    [Id(7)]
    public required long[] Offsets { get; init; }

    [Id(8)]
    public required long[] Timestamps { get; init; }

    [Id(9)]
    public required int[] Ends { get; init; }

    [Id(10)]
    public required int[]? HeaderEnds { get; init; }
}
