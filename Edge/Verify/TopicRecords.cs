using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>Reads what the topics hold and trusts nothing: what cannot be read as what it should be is null, never an exception.</summary>
internal static class TopicRecords
{
    private const int MaxRegions = 1_000;

    /// <summary>An entry of the rounds topic, or null.</summary>
    /// <param name="value">The record's value.</param>
    public static RoundsEntry? ReadEntry(byte[]? value) => Read(value, TopicJson.Default.RoundsEntry) switch
    {
        null or { Federation: null } => null,
        ConfigurationEntry entry => IsWhole(entry) ? entry : null,
        RoundEntry entry => IsWhole(entry) ? entry : null,
        RoundPartEntry entry => AreWhole(entry.Inputs) && AreWhole(entry.Participants) ? entry : null,
        SkippedEntry entry => AreWhole(entry.Inputs) && AreWhole(entry.Regions ?? []) && AreWhole(entry.Participants) && entry.UpdatesLog is not null ? entry : null,
        QuarantineEntry { Participant: null } or ReleaseEntry { Participant: null } => null,
        var entry => entry,
    };

    /// <summary>A message of the updates topic, or null. Its key names the federation or is absent; or it names the region.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="value">The record's value.</param>
    /// <param name="aggregator">The id of the aggregator whose messages are looked for; null for a root's.</param>
    public static UpdateMessage? ReadUpdate(byte[]? key, byte[]? value, string? aggregator = null) => Read(value, TopicJson.Default.UpdateMessage) switch
    {
        null => null,
        { Kind: not (UpdateKind.Update or UpdateKind.Progress or UpdateKind.Idle) } => null,
        var message => IsFor(key, aggregator is not null && FederationRegions.IsRegion(aggregator) ? aggregator : null, message) ? message : null,
    };

    private static bool IsFor(byte[]? key, string? region, UpdateMessage message) => region is null
        ? key is null or [] || key.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(message.Federation))
        : key is not null && key.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(region));

    private static bool IsWhole(ConfigurationEntry entry) =>
        entry is { SensorTopic: not null, UpdatesTopic: not null, Participants: not null, Features: not null, WindowMs: > 0 }
        && entry is { Model: not null, Strategy: not null }
        && entry.Regions is null or (>= 0 and <= MaxRegions)
        && entry.Participants.All(participant => participant is not null)
        && entry.Participants.Distinct(StringComparer.Ordinal).Count() == entry.Participants.Count
        && entry.Features.All(feature => feature is not null);

    private static bool IsWhole(RoundEntry entry) =>
        entry is { Model: not null, Strategy: not null, Inputs: not null, Weights: not null, Hash: not null }
        && entry is { UpdatesLog: not null, Participants: not null }
        && AreWhole(entry.Inputs)
        && AreWhole(entry.Regions ?? [])
        && entry.Regional?.All(sum => sum is { Sums: not null, Hash: not null }) != false
        && AreWhole(entry.Participants);

    private static bool AreWhole(IReadOnlyList<RoundInput>? inputs) =>
        inputs is not null && inputs.All(input => input is { Participant: not null, Hash: not null });

    /// <summary>Each participant is there once, and its ranges are.</summary>
    private static bool AreWhole(IReadOnlyList<ParticipantProgress>? participants) =>
        participants is not null
        && participants.All(progress => progress is { Participant: not null } && progress.Excluded?.Contains(null!) != true)
        && participants.Select(progress => progress.Participant).Distinct(StringComparer.Ordinal).Count() == participants.Count;

    private static T? Read<T>(byte[]? value, JsonTypeInfo<T> type)
        where T : class
    {
        if (value is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(value, type);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            // Topics are open to everyone who may write: a foreign record is an ordinary finding.
            return null;
        }
    }
}
