using Orleans.Streaming.Kafka.Consuming;

namespace Orleans.Streaming.Kafka.Rewinding;

/// <summary>Begins rewinds.</summary>
internal interface IRewindSource
{
    /// <summary>Begins to read a stream from an old place; what is read comes through the rewind.</summary>
    Rewind Start(PartitionFeed feed, StreamId stream, RewindTarget target);
}
