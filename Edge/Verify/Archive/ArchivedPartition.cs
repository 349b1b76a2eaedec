using FederatedOrleans.Grains.Archiving;
using FederatedOrleans.Grains.Interfaces.Archiving;

namespace FederatedOrleans.Edge.Verify.Archive;

/// <summary>
/// The segments of one partition. Several may cover an offset, after a writer began anew: any that is whole will do, since all were copied from one
/// log.
/// </summary>
/// <param name="store">The archive.</param>
/// <param name="log">The partition.</param>
/// <param name="keys">Its segments.</param>
internal sealed class ArchivedPartition(IObjectStore store, ArchivedLog log, IReadOnlyCollection<SegmentKey> keys)
{
    /// <summary>Readers go forward, and look back at most as far as a round reaches.</summary>
    private const int KeptSegments = 3;

    private readonly SegmentKey[] _keys = [.. keys.OrderBy(key => key.From).ThenByDescending(key => key.To)];
    private readonly LinkedList<(SegmentKey Key, Segment Segment)> _kept = new();
    private readonly Dictionary<SegmentKey, string> _faults = [];

    /// <summary>Topic and partition, for people.</summary>
    public string Name => log.Name;

    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty => _keys.Length == 0;

    /// <summary>The first offset that it covers; 0 where it holds nothing.</summary>
    public long Low => IsEmpty ? 0 : _keys[0].From;

    /// <summary>The first offset behind it; 0 where it holds nothing.</summary>
    public long High => IsEmpty ? 0 : _keys.Max(key => key.To);

    /// <summary>Whether a recorded identity, cluster id and topic, is this log's.</summary>
    public bool Is(string identity) =>
        identity.LastIndexOf('/') is > 0 and var slash && ArchivedLog.KeyOf(identity[..slash]) == log.Cluster && identity[(slash + 1)..] == log.Topic;

    /// <summary>A whole segment that covers an offset, checked against the hash in its key; null where there is none.</summary>
    /// <exception cref="ObjectStoreException">The archive did not answer.</exception>
    public async ValueTask<Segment?> FindAsync(long offset, CancellationToken cancellationToken)
    {
        foreach (var (key, segment) in _kept)
        {
            if (Covers(key, offset))
            {
                return segment;
            }
        }

        foreach (var key in _keys.Where(key => Covers(key, offset) && !_faults.ContainsKey(key)))
        {
            if (await LoadAsync(key, cancellationToken) is { } segment)
            {
                return segment;
            }
        }

        return null;
    }

    /// <summary>The first offset behind another at which a segment begins; null where none does.</summary>
    public long? NextBehind(long offset) => _keys.Where(key => key.From > offset && !_faults.ContainsKey(key)).Select(key => (long?)key.From).FirstOrDefault();

    /// <summary>Why an offset that a segment should cover is not there, in words that go on after "is missing"; empty where none should.</summary>
    public string FaultAt(long offset) => string.Concat(
        _keys.Where(key => Covers(key, offset) && _faults.ContainsKey(key)).Select(key => $": the object {key} of the archive {_faults[key]}"));

    private async ValueTask<Segment?> LoadAsync(SegmentKey key, CancellationToken cancellationToken)
    {
        var fault = "is gone";
        if (await store.GetAsync(key.ToString(), cancellationToken) is not { } content || Segment.TryRead(key, content, out fault) is not { } segment)
        {
            _faults[key] = fault!;
            return null;
        }

        _kept.AddFirst((key, segment));
        if (_kept.Count > KeptSegments)
        {
            _kept.RemoveLast();
        }

        return segment;
    }

    private static bool Covers(SegmentKey key, long offset) => key.From <= offset && offset < key.To;
}
