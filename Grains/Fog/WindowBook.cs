using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Grains.Fog;

/// <summary>
/// The windows of one partition and what the node says about them, in order. A window whose training needs a base waits in the state, and whatever is
/// said after it waits behind it.
/// </summary>
internal sealed class WindowBook(FogNodeState state, FogSettings settings, PassingScorer scorer)
{
    /// <summary>How many closed windows may wait until the node takes no further reading.</summary>
    public const int MaxWaitingWindows = 4;

    /// <summary>How many readings they may hold, unless it is one window.</summary>
    public const int MaxWaitingReadings = 100_000;

    private const int MaxWaitingMessages = 16;

    private readonly UpdateMaker _maker = new(settings);
    private readonly Dictionary<long, long> _bases = [];

    /// <summary>Whether bases of an earlier life wait for their windows.</summary>
    public bool HasBases => _bases.Count > 0;

    /// <summary>Whether so much waits for a base that the node must take no further reading.</summary>
    public bool IsFull
    {
        get
        {
            var (windows, readings) = (0, 0L);
            foreach (var waiting in state.Pending)
            {
                windows += waiting.Window is null ? 0 : 1;
                readings += waiting.Window?.Content.Samples ?? 0;
            }

            return windows >= MaxWaitingWindows || state.Pending.Count >= MaxWaitingMessages || (windows > 0 && readings >= MaxWaitingReadings);
        }
    }

    /// <inheritdoc cref="FogPartition.Waiting" />
    public WaitingWindow? Waiting => state.Pending is [{ Window: { } window }, ..]
        ? new(Through(window.Start), _bases.TryGetValue(window.Start, out var version) ? version : null)
        : null;

    /// <summary>Remembers what an earlier life trained its windows on.</summary>
    /// <param name="bases">By the start of a window; those of windows that are said already count for nothing.</param>
    public void Repeat(IReadOnlyDictionary<long, long>? bases)
    {
        foreach (var (start, version) in bases ?? new Dictionary<long, long>())
        {
            if (start + settings.WindowMs > state.ClosedThrough || state.Pending.Exists(waiting => waiting.Window?.Start == start))
            {
                _bases[start] = version;
            }
        }
    }

    /// <summary>The open window that begins at a time.</summary>
    /// <param name="start">The window's start.</param>
    public OpenWindow WindowAt(long start)
    {
        var index = state.Windows.Count;
        while (index > 0 && state.Windows[index - 1].Start >= start)
        {
            index--;
        }

        if (index < state.Windows.Count && state.Windows[index].Start == start)
        {
            return state.Windows[index];
        }

        var window = new OpenWindow(start, settings.Model.Open());
        state.Windows.Insert(index, window);
        return window;
    }

    /// <summary>Turns windows that have closed into updates, oldest first, and reports windows that held no reading.</summary>
    /// <param name="before">Through when windows were closed before.</param>
    /// <param name="through">Through when they are closed now.</param>
    public void Close(long before, long through)
    {
        var said = before;
        while (state.Windows.Count > 0 && state.Windows[0].Start + settings.WindowMs <= through)
        {
            var window = state.Windows[0];
            state.Windows.RemoveAt(0);
            if (settings.Model.NeedsBase && said < window.Start)
            {
                // The base of this window may be one that nobody can make before this node says that it has nothing for it.
                Say(UpdateKind.Progress, window.Start);
            }

            said = window.Start + settings.WindowMs;
            Report(window, said);
        }

        if (said < through)
        {
            Say(UpdateKind.Progress, through);
        }
    }

    /// <summary>Says something that holds no contribution.</summary>
    /// <param name="kind">What.</param>
    /// <param name="closedThrough">The end of the last window that is closed.</param>
    public void Say(UpdateKind kind, long closedThrough)
    {
        var message = _maker.Message(kind, closedThrough == WindowClock.Never ? null : closedThrough, state.NextOffset);
        if (state.Pending.Count == 0)
        {
            state.Outbox.Add(message);
        }
        else
        {
            state.Pending.Add(new(message, Window: null));
        }
    }

    /// <inheritdoc cref="FogPartition.Resolve" />
    public void Resolve(long version, ReadOnlySpan<double> weights)
    {
        var (message, window) = state.Pending[0];
        state.Pending.RemoveAt(0);
        Finish(message, window!, version, weights);
        foreach (var start in _bases.Keys.Where(start => start <= window!.Start).ToList())
        {
            _bases.Remove(start);
        }

        while (state.Pending is [{ Window: null } next, ..])
        {
            state.Pending.RemoveAt(0);
            state.Outbox.Add(next.Message);
        }
    }

    private void Report(OpenWindow window, long end)
    {
        var message = _maker.Message(UpdateKind.Update, end, state.NextOffset) with { WindowStart = window.Start, WindowEnd = end };
        if (settings.Model.NeedsBase)
        {
            state.Pending.Add(new(message, window));
        }
        else
        {
            Finish(message, window, baseVersion: null, []);
        }
    }

    private void Finish(UpdateMessage message, OpenWindow window, long? baseVersion, ReadOnlySpan<double> weights)
    {
        var contribution = settings.Model.Close(window.Content, weights);
        scorer.Merge(contribution.Sums);
        var update = contribution.Samples > 0 ? _maker.Complete(message, window.Content, contribution, baseVersion) : null;
        if (contribution.Samples > 0 && update is null)
        {
            state.Oversized++;
        }

        state.Outbox.Add(update ?? _maker.Message(UpdateKind.Progress, message.ClosedThrough, message.NextOffset));
    }

    /// <summary>The versions of a window's base are those of windows that end at or before this time; null where rounds are not made of windows.</summary>
    private long? Through(long start) => settings.TrainsOnNewest ? null : start - ((settings.BaseLag - 1) * settings.WindowMs);
}
