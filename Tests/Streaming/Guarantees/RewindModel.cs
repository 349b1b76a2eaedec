using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streaming.Kafka.Rewinding;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>The readers of rewinds, which read the modelled log when they are told to.</summary>
internal sealed class RewindModel(LogModel log) : IRewindSource
{
    private readonly List<Reader> _readers = [];

    /// <summary>How many were started.</summary>
    public int Started { get; private set; }

    public Rewind Start(PartitionFeed feed, StreamId stream, RewindTarget target)
    {
        Started++;
        Rewind rewind = new(feed, stream, target, long.MaxValue);
        _readers.Add(new(rewind));
        return rewind;
    }

    /// <summary>Lets every reader publish some records and drops those that ended.</summary>
    public void Step(int count)
    {
        _readers.RemoveAll(reader => reader.Rewind.Stopped.IsCancellationRequested);
        _readers.ForEach(reader => Step(reader, count));
    }

    private void Step(Reader reader, int count)
    {
        var rewind = reader.Rewind;
        if (reader.Position is not { } position)
        {
            position = rewind.Target.Offset;
            if (position < log.Start)
            {
                rewind.Report(new(LogModel.Topic, LogModel.Partition, position, log.Start, "retention"));
                position = log.Start;
            }

            rewind.Publish(KafkaRecordBatch.Nothing(LogModel.Topic, LogModel.Partition, position, position, log.Start, log.End));
        }
        else if (position < log.Start)
        {
            rewind.Report(new(LogModel.Topic, LogModel.Partition, position, log.Start, "retention"));
            position = log.Start;
        }

        if (log.Pack(position, count, log.Of(rewind.Stream)) is { } batch)
        {
            rewind.Publish(batch);
            reader.Position = batch.NextOffset;
            return;
        }

        if (position < log.End)
        {
            rewind.Publish(KafkaRecordBatch.Nothing(LogModel.Topic, LogModel.Partition, position, log.End, log.Start, log.End));
        }

        rewind.MarkEnd();
        reader.Position = log.End;
    }

    private sealed class Reader(Rewind rewind)
    {
        public Rewind Rewind => rewind;

        public long? Position { get; set; }
    }
}
