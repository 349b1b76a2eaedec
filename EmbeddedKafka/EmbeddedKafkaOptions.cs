namespace FederatedOrleans.EmbeddedKafka;

/// <summary>How an <see cref="EmbeddedKafkaCluster"/> starts.</summary>
public sealed class EmbeddedKafkaOptions
{
    /// <summary>Number of brokers, from 1 to <see cref="EmbeddedKafkaLimits.MaxBrokers"/>. Their ids are 1 to this number.</summary>
    public int Brokers { get; set; } = 1;

    /// <summary>
    /// How long a new consumer group waits for more members before its first assignment, from zero to
    /// <see cref="EmbeddedKafkaLimits.MaxDelay"/>. Zero assigns to the first member at once; a few hundred milliseconds let members that
    /// start together share the first assignment instead of provoking a second one.
    /// </summary>
    public TimeSpan GroupInitialRebalanceDelay { get; set; } = TimeSpan.Zero;

    internal void Validate()
    {
        Require.InRange(nameof(EmbeddedKafkaOptions), nameof(Brokers), Brokers, 1, EmbeddedKafkaLimits.MaxBrokers);
        Require.Delay(nameof(EmbeddedKafkaOptions), nameof(GroupInitialRebalanceDelay), GroupInitialRebalanceDelay);
    }
}
