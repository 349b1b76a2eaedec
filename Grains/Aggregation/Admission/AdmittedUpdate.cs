using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.Aggregation.Admission;

/// <summary>An update whose content is sound.</summary>
internal sealed record AdmittedUpdate
{
    public required string Participant { get; init; }

    /// <summary>Its offset in the updates partition.</summary>
    public required long Offset { get; init; }

    /// <summary>The sensor log that it was computed from.</summary>
    public required string Log { get; init; }

    /// <summary>Its own identity, or null.</summary>
    public required string? Id { get; init; }

    /// <summary>Start of its window, or null where it has none.</summary>
    public required long? WindowStart { get; init; }

    public required long? WindowEnd { get; init; }

    public required long? BaseVersion { get; init; }

    public required long Samples { get; init; }

    public required string Hash { get; init; }

    /// <summary>Its weights in binary64, where they are to be counted as they are; else empty.</summary>
    public double[] Numbers { get; init; } = [];

    /// <summary>Its weights or deltas in binary32; else empty.</summary>
    public float[] Singles { get; init; } = [];

    /// <summary>Its sums; empty unless the model's form is <see cref="ContributionForm.Sums"/>.</summary>
    public Int128[] Sums { get; init; } = [];

    /// <summary>The updates that a region made it of; empty for updates of participants.</summary>
    public IReadOnlyList<RoundInput> Inputs { get; init; } = [];

    /// <summary>The sum of the weights of <see cref="Inputs"/>; 0 where these are sums themselves.</summary>
    public long Weight { get; init; }

    /// <summary>What tells it from other updates of its participant.</summary>
    public string Identity => Id is not null ? "i" + Id
        : WindowStart is { } start ? Inputs.Count > 0 ? RegionalIdentity(start, BaseVersion) : WindowIdentity(start)
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"o{Offset}");

    /// <summary>The identity of the update of a window.</summary>
    public static string WindowIdentity(long start) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"w{start}");

    /// <summary>The identity of a region's update of a window: there is one for each base.</summary>
    public static string RegionalIdentity(long start, long? baseVersion) => baseVersion is { } version
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"w{start}b{version}")
        : WindowIdentity(start);
}
