using System.Globalization;
using System.Text;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Tiers;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Mapping;

namespace FederatedOrleans.Grains.Federations;

/// <summary>
/// Which partitions feed which grains: a sensor partition feeds the fog node of every federation that reads the topic (namespace federation,
/// key partition), an updates partition feeds the aggregators that live in it (namespace <c>@updates</c>, key federation, and <c>@regions</c>, key region).
/// </summary>
/// <param name="options">The federations.</param>
/// <param name="tiers">The tiers whose streams the provider has: a Kafka of its own for the updates' side has those of the cloud alone.</param>
public sealed class FederationStreams(IOptions<FederationsOptions> options, SiloRole tiers) : IKafkaStreamMapper
{
    /// <summary>Matches the namespaces of sensor streams; no federation's name begins with '@'.</summary>
    public const string SensorNamespacePattern = "^[a-z0-9][a-z0-9-]*$";

    /// <summary>The namespace of the streams that feed aggregators.</summary>
    public const string UpdatesNamespace = "@updates";

    /// <summary>The namespace of the streams that feed regions.</summary>
    public const string RegionsNamespace = "@regions";

    /// <summary>The stream of one fog node.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="partition">The sensor partition.</param>
    public static StreamId Sensors(string federation, int partition) =>
        StreamId.Create(federation, partition.ToString(CultureInfo.InvariantCulture));

    /// <summary>The stream of one aggregator.</summary>
    /// <param name="federation">The federation.</param>
    public static StreamId Updates(string federation) => StreamId.Create(UpdatesNamespace, federation);

    /// <summary>The stream of one region.</summary>
    /// <param name="region">The region's id.</param>
    public static StreamId Region(string region) => StreamId.Create(RegionsNamespace, region);

    /// <summary>The partition in which everything keyed by an aggregator lives.</summary>
    /// <param name="aggregator">The aggregator's id.</param>
    /// <param name="partitionCount">How many partitions the topic has.</param>
    public static int PartitionOf(string aggregator, int partitionCount) =>
        KafkaPartitioner.GetPartition(Encoding.UTF8.GetBytes(aggregator), partitionCount);

    /// <inheritdoc />
    public IReadOnlyList<StreamId> GetStreams(string topic, int partition, int partitionCount)
    {
        List<StreamId> streams = [];
        foreach (var (federation, settings) in options.Value.Federations)
        {
            if (tiers.HasFlag(SiloRole.Fog) && settings.SensorTopic == topic)
            {
                streams.Add(Sensors(federation, partition));
            }

            if (settings.UpdatesTopic != topic || !tiers.HasFlag(SiloRole.Cloud))
            {
                continue;
            }

            if (PartitionOf(federation, partitionCount) == partition)
            {
                streams.Add(Updates(federation));
            }

            streams.AddRange(Enumerable.Range(0, settings.Regions).Select(region => FederationRegions.Create(federation, region))
                .Where(region => PartitionOf(region, partitionCount) == partition).Select(Region));
        }

        return streams;
    }

    /// <inheritdoc />
    public KafkaDestination GetDestination(StreamId stream)
    {
        var space = stream.GetNamespace() ?? "";
        var key = stream.GetKeyAsString();
        if (tiers.HasFlag(SiloRole.Cloud) && space == UpdatesNamespace && options.Value.Federations.TryGetValue(key, out var aggregated))
        {
            return new(aggregated.UpdatesTopic, null, Encoding.UTF8.GetBytes(key));
        }

        if (tiers.HasFlag(SiloRole.Cloud) && space == RegionsNamespace && options.Value.Federations.TryGetValue(FederationRegions.FederationOf(key), out var regional))
        {
            return new(regional.UpdatesTopic, null, Encoding.UTF8.GetBytes(key));
        }

        return tiers.HasFlag(SiloRole.Fog)
            && options.Value.Federations.TryGetValue(space, out var sensed)
            && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? new(sensed.SensorTopic, partition, null)
            : throw new KafkaStreamException($"Stream {stream} belongs to no federation of this provider.");
    }
}
