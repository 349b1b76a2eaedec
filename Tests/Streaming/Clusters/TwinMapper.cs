using System.Globalization;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Mapping;

namespace FederatedOrleans.Tests.Streaming.Clusters;

/// <summary>Two streams over every partition.</summary>
internal sealed class TwinMapper : IKafkaStreamMapper
{
    public const string Left = "left";
    public const string Right = "right";

    public IReadOnlyList<StreamId> GetStreams(string topic, int partition, int partitionCount)
    {
        var key = partition.ToString(CultureInfo.InvariantCulture);
        return [StreamId.Create(Left, key), StreamId.Create(Right, key)];
    }

    public KafkaDestination GetDestination(StreamId stream) => throw new KafkaStreamException($"Nothing is produced to {stream}.");
}
