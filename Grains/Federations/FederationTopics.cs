using System.Globalization;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Rejection;
using FederatedOrleans.Grains.Tiers;
using Orleans.Streaming.Kafka.Configuration;

namespace FederatedOrleans.Grains.Federations;

/// <summary>The topics of a federation, each on its side of Kafka, and how they are created where they are absent.</summary>
internal static class FederationTopics
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Adds the topics to a provider's options; what is there stays.</summary>
    /// <param name="kafka">The options.</param>
    /// <param name="federation">The federation.</param>
    /// <param name="tiers">The tiers that the provider feeds: the fog reads the sensors' side, the cloud the updates' side.</param>
    public static void AddTo(KafkaStreamOptions kafka, FederationOptions federation, SiloRole tiers)
    {
        if (tiers.HasFlag(SiloRole.Fog))
        {
            Add(federation.SensorTopic, consume: true, federation.Partitions, Kept(Week));
            Add(federation.AnomaliesTopic, consume: false, federation.Partitions, Kept(Week));
            Add(RejectedTopic.NameFor(federation.SensorTopic), consume: false, 1, Kept(Month));
        }

        if (tiers.HasFlag(SiloRole.Cloud))
        {
            Add(federation.UpdatesTopic, consume: true, 1, Kept(Month));
            Add(federation.RoundsTopic, consume: false, 1, ("retention.ms", "-1"));
            Add(federation.ModelTopic, consume: false, 1, ("cleanup.policy", "compact"));
            Add(RejectedTopic.NameFor(federation.UpdatesTopic), consume: false, 1, Kept(Month));
        }

        void Add(string topic, bool consume, int partitions, (string Name, string Value) setting) =>
            kafka.Topics.TryAdd(topic, new() { Consume = consume, Partitions = partitions, Settings = { [setting.Name] = setting.Value } });
    }

    private static (string Name, string Value) Kept(TimeSpan time) =>
        ("retention.ms", ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
}
