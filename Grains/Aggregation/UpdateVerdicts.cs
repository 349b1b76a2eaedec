using System.Collections.Frozen;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>What verdicts mean for a message and its sender.</summary>
internal static class UpdateVerdicts
{
    private static readonly FrozenDictionary<UpdateVerdict, string> Codes =
        Enum.GetValues<UpdateVerdict>().ToFrozenDictionary(verdict => verdict, verdict => verdict switch
        {
            UpdateVerdict.NotFinite => "not-finite",
            UpdateVerdict.BecameIdle => "became-idle",
            _ => verdict.ToString().ToLowerInvariant(),
        });

    /// <summary>The short code of a verdict.</summary>
    public static string Code(this UpdateVerdict verdict) => Codes[verdict];

    /// <summary>Whether the message does not count and is put aside.</summary>
    public static bool IsRejection(this UpdateVerdict verdict) => verdict >= UpdateVerdict.Size;

    /// <summary>Whether a message with this verdict still says how far its sender is.</summary>
    public static bool ReportsProgress(this UpdateVerdict verdict) =>
        verdict is not (UpdateVerdict.Size or UpdateVerdict.Malformed or UpdateVerdict.Federation or UpdateVerdict.Unknown or UpdateVerdict.Region);

    /// <summary>
    /// Whether the sender is to blame. It is not for coming late, for training on an old version, or for a message that may be somebody else's.
    /// </summary>
    public static bool IsOffence(this UpdateVerdict verdict) =>
        verdict is UpdateVerdict.Malformed or (>= UpdateVerdict.Model and <= UpdateVerdict.Norm) or UpdateVerdict.Conflict;
}
