using System.Globalization;
using Confluent.Kafka;
using FederatedOrleans.Tests.Streaming.Records;
using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>A record of the modelled log.</summary>
internal readonly record struct LogRecord(long Offset, int Stream);

/// <summary>A partition's log as a plain list, and the thread that fetches from it.</summary>
internal sealed class LogModel(int streams, bool isKeyed)
{
    public const string Topic = "topic";
    public const int Partition = 3;
    private readonly List<LogRecord> _records = [];
    private readonly StreamSplitter _splitter = new(new KeyOfRecord(), _ => true, exception => throw exception);
    private long _position;

    public long Start { get; private set; }

    public long End { get; private set; }

    /// <summary>Where the fetching is.</summary>
    public long Position => _position;

    public IReadOnlyList<StreamId> Streams { get; } = [.. Enumerable.Range(0, streams).Select(Stream)];

    public static StreamId Stream(int number) => StreamId.Create("stream", number);

    public static PartitionFeed CreateFeed() => new(new TopicPartition(Topic, Partition));

    /// <summary>Appends a record; before it some offsets may be without one.</summary>
    public void Append(int stream, int gap)
    {
        _records.Add(new(End + gap, stream));
        End += gap + 1;
    }

    /// <summary>Drops what lies before an offset.</summary>
    public void Retain(long start) => Start = Math.Max(Start, start);

    public void Begin(long position) => _position = position;

    /// <summary>The offsets of a stream that the log ever had, from one on.</summary>
    public IEnumerable<long> OffsetsOf(int stream, long from) =>
        _records.Where(record => record.Offset >= from && (!isKeyed || record.Stream == stream)).Select(record => record.Offset);

    /// <summary>Fetches a number of records into one block.</summary>
    public void Fetch(PartitionFeed feed, int count)
    {
        _position = feed.TakeRewind() ?? _position;
        if (_position < Start)
        {
            feed.Tell(new Fault(new(Topic, Partition, _position, Start, "retention")));
            _position = Start;
        }

        if (Pack(_position, count, _ => true) is not { } batch)
        {
            return;
        }

        var (from, bytes) = (_position, batch.Buffer.Bytes);
        _position = batch.NextOffset;
        if (isKeyed)
        {
            feed.Publish(new FetchedBlock(from, _position, _splitter.Split(batch).Batches, [], LastTimestamp: from, bytes));
            return;
        }

        batch.Buffer.AddHolders(streams - 1);
        feed.Publish(new FetchedBlock(from, _position, [.. Streams.Select(stream => new StreamBatch(stream, batch))], [], LastTimestamp: from, bytes));
    }

    /// <summary>Tells that the end is reached, as a heartbeat does.</summary>
    public void Beat(PartitionFeed feed)
    {
        if (!isKeyed && !feed.WantsRewind && _position == End && End > 0)
        {
            feed.Tell(new AtEnd(KafkaRecordBatch.AtEnd(Topic, Partition, End, Start)));
        }
    }

    /// <summary>The next records of a stream as one batch in rented memory; null when there is none.</summary>
    public KafkaRecordBatch? Pack(long from, int count, Func<LogRecord, bool> isWanted)
    {
        var records = _records.Where(record => record.Offset >= from && isWanted(record)).Take(count).ToList();
        if (records.Count == 0)
        {
            return null;
        }

        RecordBatchBuilder builder = new();
        records.ForEach(record => new TestRecord(record.Offset, 0, $"{record.Stream}", $"v{record.Offset}").AddTo(builder));
        return builder.Build(Topic, Partition, from, builder.NextOffset, Start, End, rented: true);
    }

    public Func<LogRecord, bool> Of(StreamId stream) => record => !isKeyed || Stream(record.Stream) == stream;

    private sealed class KeyOfRecord : IKafkaStreamMapper
    {
        public IReadOnlyList<StreamId>? GetStreams(string topic, int partition, int partitionCount) => null;

        public StreamId? GetStream(string topic, int partition, KafkaRecord record) => Stream(int.Parse(record.Key, CultureInfo.InvariantCulture));

        public KafkaDestination GetDestination(StreamId stream) => new(Topic, Partition, null);
    }
}
