using Confluent.Kafka;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Topics;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>Finds where the reading of a partition begins: its committed offset, or else where the options say.</summary>
internal sealed class StartLocator(KafkaStreamOptions options, GroupOffsets group, IKafkaCluster cluster, KafkaTopicDirectory topics)
{
    /// <summary>Asks the cluster.</summary>
    /// <returns>The position, or null when the partition's leader did not answer.</returns>
    public async Task<StartPosition?> LocateAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        var answer = await cluster.GetWatermarksAsync([partition], cancellationToken);
        if (!answer.TryGetValue(partition, out var bounds))
        {
            return null;
        }

        var committed = await group.GetCommittedAsync(partition, cancellationToken);
        return committed is { } offset
            ? new(bounds, offset, MovesOn: false)
            : new(
                bounds,
                await InitialAsync(partition, bounds.Low, bounds.High, cancellationToken),
                MovesOn: KafkaStart.Of(options, partition.Topic).Position == KafkaStartPosition.Latest);
    }

    private async Task<long> InitialAsync(TopicPartition partition, long low, long high, CancellationToken cancellationToken)
    {
        if (topics.IsNew(partition))
        {
            return low;
        }

        var start = KafkaStart.Of(options, partition.Topic);
        return start.Position switch
        {
            KafkaStartPosition.Latest => high,
            KafkaStartPosition.Timestamp => await cluster.GetOffsetForTimeAsync(partition, start.Time!.Value, cancellationToken),
            _ => low,
        };
    }
}
