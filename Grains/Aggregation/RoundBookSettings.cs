using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>What the rules of a federation's rounds depend on: a function of its configuration's entry.</summary>
/// <param name="Federation">The federation.</param>
/// <param name="Participants">The participants: all of the federation's, or those of a region.</param>
/// <param name="FeatureCount">Number of features.</param>
/// <param name="WindowMs">Length of a window.</param>
/// <param name="Model">The local model.</param>
/// <param name="Strategy">The strategy.</param>
internal sealed record RoundBookSettings(
    string Federation, IReadOnlyList<string> Participants, int FeatureCount, long WindowMs, ILocalModel Model, IStrategy Strategy)
{
    /// <summary>The region's id where these are the settings of one; else null.</summary>
    public string? Region { get; init; }

    /// <summary>How many regions there are between the participants and the root; 0 for none.</summary>
    public int Regions { get; init; }

    /// <summary>Whether updates are summed for the root rather than made a version.</summary>
    public bool IsRegion => Region is not null;

    /// <summary>Whether updates come from regions.</summary>
    public bool IsTree => Regions > 0 && Region is null;

    /// <summary>The aggregator's id: by it its entries are told from those of others.</summary>
    public string Aggregator => Region ?? Federation;

    /// <summary>Whom rounds wait for: participants, or the regions that have any.</summary>
    public IReadOnlyList<string> Awaited => IsTree
        ? [.. Participants.Select(participant => FederationRegions.AggregatorOf(Federation, participant, Regions)).Distinct(StringComparer.Ordinal)]
        : Participants;

    public IReadOnlyList<string> ExternalParticipants { get; init; } = [];

    public RoundRules Rules { get; init; } = new();

    public double? MaxNorm { get; init; }

    public int MaxUpdateBytes { get; init; } = 1_000_000;

    /// <summary>Whether sums go on from round to round.</summary>
    public bool Accumulate { get; init; } = true;

    /// <summary>The settings that an entry asks for.</summary>
    /// <param name="configuration">The entry.</param>
    /// <param name="models">The models that are known.</param>
    /// <param name="strategies">The strategies that are known.</param>
    /// <exception cref="ArgumentException">The entry's model or strategy is not known here, or does not take its settings.</exception>
    public static RoundBookSettings From(ConfigurationEntry configuration, LocalModels models, AggregationStrategies strategies) => new(
        FederationRegions.FederationOf(configuration.Federation),
        configuration.Participants,
        configuration.Features.Count,
        configuration.WindowMs,
        models.Create(configuration.Model, new(configuration.Features, configuration.ModelSettings ?? new Dictionary<string, string>())),
        strategies.Create(configuration.Strategy, new(configuration.StrategySettings ?? new Dictionary<string, string>())))
    {
        Region = FederationRegions.IsRegion(configuration.Federation) ? configuration.Federation : null,
        Regions = configuration.Regions ?? 0,
        ExternalParticipants = configuration.ExternalParticipants ?? [],
        Rules = configuration.Rounds ?? new(),
        MaxNorm = configuration.MaxNorm,
        MaxUpdateBytes = configuration.MaxUpdateBytes ?? 1_000_000,
        Accumulate = configuration.Accumulate ?? true,
    };

    /// <summary>What the content of an update has to keep to.</summary>
    public AdmissionRules ToAdmissionRules() => new()
    {
        Federation = Federation,
        Model = Model,
        FeatureCount = FeatureCount,
        WindowMs = WindowMs,
        ExternalParticipants = ExternalParticipants.ToHashSet(StringComparer.Ordinal),
        MaxNorm = MaxNorm,
        MaxUpdateBytes = MaxUpdateBytes,
        NeedsWindow = IsRegion,
    };
}
