using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>Writes down what a federation is configured to do, as far as decisions depend on it.</summary>
internal static class FederationConfigurations
{
    private static readonly FederationOptions Defaults = new();

    /// <summary>The entry of a federation's root or of a region, whose participants are a part of the federation's.</summary>
    /// <param name="logs">The topics.</param>
    /// <param name="aggregator">The id of the aggregator.</param>
    /// <param name="nodes">The federation's fog nodes.</param>
    /// <param name="writer">Who writes it.</param>
    /// <param name="now">The time.</param>
    public static ConfigurationEntry Create(FederationLogs logs, string aggregator, IEnumerable<string> nodes, string writer, DateTimeOffset now)
    {
        var federation = FederationRegions.FederationOf(aggregator);
        var options = logs.OptionsOf(federation);
        var externals = Own(options.ExternalParticipants);
        var rules = RoundRules.From(options.Rounds);
        return new()
        {
            Federation = aggregator,
            Writer = writer,
            CreatedAt = now,
            SensorTopic = options.SensorTopic,
            UpdatesTopic = options.UpdatesTopic,
            UpdatesPartition = logs.UpdatesPartitionOf(aggregator, options),
            Participants = [.. Own(nodes).Concat(externals).Order(StringComparer.Ordinal)],
            Features = options.EffectiveFeatures,
            WindowMs = (long)options.Window.TotalMilliseconds,
            LatenessMs = (long)options.Lateness.TotalMilliseconds,
            MaxFutureSkewMs = (long)options.MaxFutureSkew.TotalMilliseconds,
            Model = options.Model,
            Strategy = options.Strategy,
            ModelSettings = Copy(options.ModelSettings),
            StrategySettings = Copy(options.StrategySettings),
            Accumulate = options.Accumulate ? null : false,
            Rounds = rules == new RoundRules() ? null : rules,
            ExternalParticipants = externals.Count == 0 ? null : [.. externals.Order(StringComparer.Ordinal)],
            MaxNorm = options.MaxNorm,
            MaxUpdateBytes = options.MaxUpdateBytes == Defaults.MaxUpdateBytes ? null : options.MaxUpdateBytes,
            BaseLag = options.BaseLag == Defaults.BaseLag ? null : options.BaseLag,
            Regions = options.Regions == 0 ? null : options.Regions,
        };

        List<string> Own(IEnumerable<string> participants) => !FederationRegions.IsRegion(aggregator) ? [.. participants]
            : [.. participants.Where(participant => FederationRegions.AggregatorOf(federation, participant, options.Regions) == aggregator)];
    }

    private static Dictionary<string, string>? Copy(IDictionary<string, string> settings) =>
        settings.Count == 0 ? null : settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).ToDictionary(setting => setting.Key, setting => setting.Value);
}
