using System.Text.Json.Serialization;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>The first line of a segment.</summary>
internal sealed record SegmentHeader
{
    /// <summary>The form of the lines that follow; 1.</summary>
    public required int Format { get; init; }

    /// <summary>The federation whose records these are; others in the same partition are left out.</summary>
    public required string Federation { get; init; }

    /// <summary>The log: cluster id and topic.</summary>
    public required string Log { get; init; }

    /// <summary>The partition.</summary>
    public required int Partition { get; init; }

    /// <summary>What it holds.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<ArchivedKind>))]
    public required ArchivedKind Kind { get; init; }

    /// <summary>The first offset that the segment covers.</summary>
    public required long From { get; init; }

    /// <summary>The first offset behind it.</summary>
    public required long To { get; init; }

    /// <summary>How many records follow.</summary>
    public required int Records { get; init; }
}
