using FederatedOrleans.Learning.Exact;

namespace FederatedOrleans.Learning.Strategies.Collecting;

/// <summary>The updates of a round in canonical order: by participant, ordinally, then by their own order.</summary>
internal sealed class UpdateSet
{
    private UpdateSet(IReadOnlyList<Contribution> sorted)
    {
        Rows = [.. sorted.Select(update => update.Weights)];
        Samples = [.. sorted.Select(update => update.Samples)];
        Staleness = [.. sorted.Select(update => update.Staleness)];
    }

    /// <summary>The weights or deltas.</summary>
    public ReadOnlyMemory<float>[] Rows { get; }

    /// <summary>The samples.</summary>
    public long[] Samples { get; }

    /// <summary>How many versions each is behind.</summary>
    public long[] Staleness { get; }

    /// <summary>How many updates there are.</summary>
    public int Count => Rows.Length;

    /// <summary>Puts updates in order.</summary>
    /// <param name="updates">The updates.</param>
    /// <param name="length">How many weights each must have.</param>
    /// <exception cref="ArgumentException">An update has another length, or samples or staleness out of range, or is there twice.</exception>
    public static UpdateSet Of(IReadOnlyList<Contribution> updates, int length)
    {
        Contribution[] sorted = [.. updates.OrderBy(update => update.Participant, StringComparer.Ordinal).ThenBy(update => update.Order)];
        for (var i = 0; i < sorted.Length; i++)
        {
            var update = sorted[i];
            var problem = update.Weights.Length != length ? $"{update.Weights.Length} weights; there must be {length}"
                : update.Samples is < 1 or > ExactRange.MaxWeight ? $"{update.Samples} samples; there must be 1 to {ExactRange.MaxWeight}"
                : update.Staleness < 0 ? $"a staleness of {update.Staleness}; it must not be negative"
                : i > 0 && sorted[i - 1].Participant == update.Participant && sorted[i - 1].Order == update.Order ? $"two updates of order {update.Order}"
                : null;
            if (problem is not null)
            {
                throw new ArgumentException($"The update of {update.Participant} has {problem}.", nameof(updates));
            }
        }

        return new(sorted);
    }
}
