using System.Globalization;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>One topic whose partitions are streams, and others whose keys are.</summary>
internal sealed class LedgerMapper : IKafkaStreamMapper
{
    public IReadOnlyList<StreamId>? GetStreams(string topic, int partition, int partitionCount) =>
        topic == LedgerCluster.Parts ? [StreamId.Create(topic, partition.ToString(CultureInfo.InvariantCulture))] : null;

    public StreamId? GetStream(string topic, int partition, KafkaRecord record) =>
        record.Key.IsEmpty ? null : StreamId.Create(topic, System.Text.Encoding.UTF8.GetString(record.Key));

    public KafkaDestination GetDestination(StreamId stream) => throw new KafkaStreamException($"Nothing is produced to {stream}.");
}
