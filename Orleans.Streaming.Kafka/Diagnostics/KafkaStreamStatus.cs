namespace Orleans.Streaming.Kafka.Diagnostics;

/// <summary>How far this silo is with the partitions of one provider. A service keyed by the provider's name.</summary>
public sealed class KafkaStreamStatus
{
    private Func<IReadOnlyList<KafkaPartitionStatus>> _source = static () => [];
    private Func<int> _rewinds = static () => 0;

    /// <summary>How many streams of this silo are brought up from old places now, those that wait for a turn among them.</summary>
    public int ActiveRewinds => Volatile.Read(ref _rewinds)();

    /// <summary>The partitions that the silo reads now, in the order of their topics and numbers; none before the provider has started.</summary>
    public IReadOnlyList<KafkaPartitionStatus> GetPartitions() => Volatile.Read(ref _source)();

    /// <summary>Names who knows.</summary>
    internal void Follow(Func<IReadOnlyList<KafkaPartitionStatus>> source, Func<int> rewinds)
    {
        Volatile.Write(ref _source, source);
        Volatile.Write(ref _rewinds, rewinds);
    }
}
