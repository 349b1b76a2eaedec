using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Mapping;

/// <summary>
/// Says which streams a partition feeds and where a stream's events are produced. A stream lives in one partition. Implementations are
/// thread-safe and do not change their mind.
/// </summary>
public interface IKafkaStreamMapper
{
    /// <summary>The streams that get every record of a partition; empty when nobody reads it.</summary>
    /// <param name="topic">A topic of the provider.</param>
    /// <param name="partition">One of its partitions.</param>
    /// <param name="partitionCount">How many partitions the topic has.</param>
    /// <returns>The streams, or null when each record has a stream of its own: <see cref="GetStream"/> is then asked.</returns>
    IReadOnlyList<StreamId>? GetStreams(string topic, int partition, int partitionCount);

    /// <summary>The stream of one record, asked for partitions whose <see cref="GetStreams"/> is null. Called for every record: keep it fast.</summary>
    /// <param name="topic">A topic of the provider.</param>
    /// <param name="partition">One of its partitions.</param>
    /// <param name="record">The record, valid during the call.</param>
    /// <returns>The stream, or null when the record belongs to none and has to be put aside.</returns>
    StreamId? GetStream(string topic, int partition, KafkaRecord record) => null;

    /// <summary>
    /// The stream of those records that have no headers, if they share one: batches without headers then go there without a look at each record,
    /// and heartbeats go there too. Asked for partitions whose <see cref="GetStreams"/> is null.
    /// </summary>
    /// <param name="topic">A topic of the provider.</param>
    /// <param name="partition">One of its partitions.</param>
    /// <returns>The stream, or null when every record has to be looked at.</returns>
    StreamId? GetStreamOfPlainRecords(string topic, int partition) => null;

    /// <summary>Where the events of a stream are produced.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="KafkaStreamException">The stream belongs to no topic of the provider.</exception>
    KafkaDestination GetDestination(StreamId stream);
}
