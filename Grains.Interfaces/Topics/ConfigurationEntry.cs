namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>The configuration that later rounds follow; written at the first start and whenever it, or the number of partitions, changed.</summary>
[GenerateSerializer, Immutable, Alias("fo.configuration")]
public sealed record ConfigurationEntry : RoundsEntry
{
    /// <summary>The sensor topic.</summary>
    [Id(0)]
    public required string SensorTopic { get; init; }

    /// <summary>The updates topic.</summary>
    [Id(1)]
    public required string UpdatesTopic { get; init; }

    /// <summary>The partition of the updates topic in which the aggregator lives.</summary>
    [Id(2)]
    public required int UpdatesPartition { get; init; }

    /// <summary>The participants that a round waits for, in ordinal order of their names.</summary>
    [Id(3)]
    public required IReadOnlyList<string> Participants { get; init; }

    /// <summary>The features in the model's order.</summary>
    [Id(4)]
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Window length in milliseconds.</summary>
    [Id(5)]
    public required long WindowMs { get; init; }

    /// <summary>Lateness in milliseconds.</summary>
    [Id(6)]
    public required long LatenessMs { get; init; }

    /// <summary>Largest distance of an event time past its Kafka timestamp, in milliseconds.</summary>
    [Id(7)]
    public required long MaxFutureSkewMs { get; init; }

    /// <summary>The local model.</summary>
    [Id(8)]
    public required string Model { get; init; }

    /// <summary>The strategy.</summary>
    [Id(9)]
    public required string Strategy { get; init; }

    /// <summary>Settings of the local model by name; null for none.</summary>
    [Id(10)]
    public IReadOnlyDictionary<string, string>? ModelSettings { get; init; }

    /// <summary>Settings of the strategy by name; null for none.</summary>
    [Id(11)]
    public IReadOnlyDictionary<string, string>? StrategySettings { get; init; }

    /// <summary>Whether sums go on from round to round; null for yes.</summary>
    [Id(12)]
    public bool? Accumulate { get; init; }

    /// <summary>How rounds close; null for window rounds with an update's base at most 20 versions behind.</summary>
    [Id(13)]
    public RoundRules? Rounds { get; init; }

    /// <summary>Those of <see cref="Participants"/> that are no fog nodes; null for none.</summary>
    [Id(14)]
    public IReadOnlyList<string>? ExternalParticipants { get; init; }

    /// <summary>The largest norm of an update's weights; null for any.</summary>
    [Id(15)]
    public double? MaxNorm { get; init; }

    /// <summary>The largest update in bytes; null for 1,000,000.</summary>
    [Id(16)]
    public int? MaxUpdateBytes { get; init; }

    /// <summary>How many windows lie between a window and those whose version it is trained on, plus one; null for 1.</summary>
    [Id(17)]
    public int? BaseLag { get; init; }

    /// <summary>How many regions there are between the participants and the root; null for none. In a region's own entry the participants are those of the region.</summary>
    [Id(18)]
    public int? Regions { get; init; }

    /// <summary>Whether another entry says the same, whoever wrote it and when.</summary>
    /// <param name="other">The entry to compare with.</param>
    public bool SaysTheSameAs(ConfigurationEntry? other) =>
        other is not null
        && Federation == other.Federation
        && SensorTopic == other.SensorTopic
        && UpdatesTopic == other.UpdatesTopic
        && UpdatesPartition == other.UpdatesPartition
        && Participants.SequenceEqual(other.Participants, StringComparer.Ordinal)
        && Features.SequenceEqual(other.Features, StringComparer.Ordinal)
        && WindowMs == other.WindowMs
        && LatenessMs == other.LatenessMs
        && MaxFutureSkewMs == other.MaxFutureSkewMs
        && Model == other.Model
        && Strategy == other.Strategy
        && AreSame(ModelSettings, other.ModelSettings)
        && AreSame(StrategySettings, other.StrategySettings)
        && Accumulate == other.Accumulate
        && Rounds == other.Rounds
        && (ExternalParticipants ?? []).SequenceEqual(other.ExternalParticipants ?? [], StringComparer.Ordinal)
        && MaxNorm == other.MaxNorm
        && MaxUpdateBytes == other.MaxUpdateBytes
        && BaseLag == other.BaseLag
        && Regions == other.Regions;

    private static bool AreSame(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0)
        && (one is null || one.All(pair => other!.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
