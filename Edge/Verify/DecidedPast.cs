using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>What is recorded before the round that comes next, as far as it is needed in order to judge that.</summary>
internal sealed class DecidedPast
{
    private const int MaxVersions = 500;

    /// <summary>Versions with many inputs or weights are kept in smaller numbers.</summary>
    private const long MaxNumbers = 4_000_000;

    private readonly LinkedList<RoundEntry> _versions = new();
    private readonly List<ControlEntry> _controls = [];
    private long _numbers;

    /// <summary>The newest version; null before the first.</summary>
    public RoundEntry? Previous => _versions.Last?.Value;

    /// <summary>The newest versions in order.</summary>
    public IEnumerable<RoundEntry> Versions => _versions;

    /// <summary>The newest round that made no version, if it came after all of these.</summary>
    public SkippedEntry? Skipped { get; private set; }

    /// <summary>The decisions after all of these, in order.</summary>
    public IReadOnlyList<ControlEntry> Controls => _controls;

    /// <summary>How many decisions came after the newest version.</summary>
    public int Step { get; private set; }

    /// <summary>Adds a version.</summary>
    /// <param name="round">The version's record.</param>
    public void Add(RoundEntry round)
    {
        _versions.AddLast(round);
        _numbers += NumbersOf(round);
        (Skipped, Step) = (null, 0);
        _controls.Clear();
        while (_versions.First is { Next: { } second } first
            && (_versions.Count > MaxVersions || _numbers > MaxNumbers)
            && (second.Value.NextOffset <= round.ResumeOffset || _versions.Count > 2 * MaxVersions))
        {
            _numbers -= NumbersOf(first.Value);
            _versions.RemoveFirst();
        }
    }

    /// <summary>Adds a decision between two versions.</summary>
    /// <param name="control">The decision.</param>
    public void Add(ControlEntry control)
    {
        Step++;
        if (control is SkippedEntry skipped)
        {
            Skipped = skipped;
            _controls.Clear();
        }
        else
        {
            _controls.Add(control);
        }
    }

    private static long NumbersOf(RoundEntry round) =>
        round.Weights.Count + (10L * round.Inputs.Count) + (5L * round.Participants.Count) + (((round.Memory?.Length ?? 0) + (round.Sums?.Length ?? 0)) / 8);
}
