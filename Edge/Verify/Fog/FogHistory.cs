using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify.Fog;

/// <summary>What one fog node said, as far as it is no function of its readings: where it closed windows, and which versions it trained them on.</summary>
internal sealed class FogHistory
{
    private readonly List<Closing> _closings = [];
    private readonly Dictionary<long, long> _bases = [];

    /// <summary>The sensor log of its newest message; null where it has said nothing.</summary>
    public string? Log { get; private set; }

    /// <summary>Its closings in ascending order of its own offsets.</summary>
    public IEnumerable<Closing> Closings => _closings.OrderBy(closing => closing.NextOffset).ThenBy(closing => closing.ClosedThrough);

    /// <summary>By the start of a window, the version that it was trained on.</summary>
    public IReadOnlyDictionary<long, long> Bases => _bases;

    /// <summary>Takes the node's next message.</summary>
    /// <param name="message">The message.</param>
    public void Add(UpdateMessage message)
    {
        if (message.Log != Log)
        {
            // A node whose topic was made anew begins anew.
            Log = message.Log;
            _closings.Clear();
            _bases.Clear();
        }

        if (message.ClosedThrough is { } end && (_closings.Count == 0 || _closings[^1] != new Closing(message.NextOffset, end)))
        {
            _closings.Add(new(message.NextOffset, end));
        }

        if (message is { WindowStart: { } start, BaseVersion: { } version })
        {
            _bases.TryAdd(start, version);
        }
    }
}
