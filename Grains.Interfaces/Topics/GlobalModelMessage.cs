namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>
/// The newest global model on the compacted topic <c>global-model</c>, keyed by federation; also what the HTTP API answers.
/// A reader ignores a version that is not above the one it holds.
/// </summary>
[GenerateSerializer, Immutable, Alias("fo.global-model")]
public sealed record GlobalModelMessage
{
    /// <summary>The federation.</summary>
    [Id(0)]
    public required string Federation { get; init; }

    /// <summary>The version, from 1 without gaps.</summary>
    [Id(1)]
    public required long Version { get; init; }

    /// <summary>The window that the version was learnt from.</summary>
    [Id(2)]
    public required WindowSpan Window { get; init; }

    /// <summary>The local model.</summary>
    [Id(3)]
    public required string Model { get; init; }

    /// <summary>The strategy.</summary>
    [Id(4)]
    public required string Strategy { get; init; }

    /// <summary>The weights, flat.</summary>
    [Id(5)]
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>The single global weight of <c>seed-weight</c>; null for other models.</summary>
    [Id(6)]
    public double? GlobalWeight { get; init; }

    /// <summary>Mean of all weights accepted so far, in order of version and participant; null for models other than <c>seed-weight</c>.</summary>
    [Id(7)]
    public double? RunningMean { get; init; }

    /// <summary>Number of readings behind the version.</summary>
    [Id(8)]
    public required long Samples { get; init; }

    /// <summary>Who contributed, in ordinal order.</summary>
    [Id(9)]
    public required IReadOnlyList<string> Participants { get; init; }

    /// <summary>The hash of the version, 64 hexadecimal digits.</summary>
    [Id(10)]
    public required string Hash { get; init; }

    /// <summary>When the decision was written.</summary>
    [Id(11)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Why the round closed; null in versions of before reasons were recorded.</summary>
    [Id(12)]
    public RoundReason? Reason { get; init; }

    /// <summary>The newest version before a rollback, of which this version is the result; null for all others.</summary>
    [Id(13)]
    public long? RolledBackFrom { get; init; }

    /// <summary>The model that a round decided.</summary>
    /// <param name="round">The winning entry of the version.</param>
    public static GlobalModelMessage From(RoundEntry round)
    {
        ArgumentNullException.ThrowIfNull(round);
        return new()
        {
            Federation = round.Federation,
            Version = round.Version,
            Window = WindowSpan.FromUnixMilliseconds(round.WindowStart, round.WindowEnd),
            Model = round.Model,
            Strategy = round.Strategy,
            Weights = round.Weights,
            GlobalWeight = round.GlobalWeight,
            RunningMean = round.RunningMean,
            Samples = round.Samples,
            Participants = [.. round.Inputs.Select(input => input.Participant)],
            Hash = round.Hash,
            CreatedAt = round.CreatedAt,
            Reason = round.Reason,
            RolledBackFrom = round.RolledBackFrom,
        };
    }
}
