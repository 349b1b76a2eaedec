using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>What has been decided, as far as it is needed in order to go on.</summary>
/// <param name="Rounds">The newest versions in order; empty before the first.</param>
/// <param name="Skipped">The newest round that made no version, if it came after all of these.</param>
/// <param name="Controls">The decisions that came after all of them, in order; a rollback with the version that it goes back to.</param>
internal sealed record RoundPast(
    IReadOnlyList<RoundEntry> Rounds, SkippedEntry? Skipped, IReadOnlyList<(ControlEntry Entry, RoundEntry? Target)> Controls)
{
    /// <summary>Nothing is decided yet.</summary>
    public static RoundPast None { get; } = new([], null, []);

    /// <summary>The updates log that the newest of them was made of; null before the first.</summary>
    public string? UpdatesLog => Skipped?.UpdatesLog ?? (Rounds is [.., var newest] ? newest.UpdatesLog : null);
}
