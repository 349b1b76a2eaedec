using System.Text;
using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>Which records of a partition are an aggregator's: others may live in the same one.</summary>
/// <param name="aggregator">The aggregator's id.</param>
/// <param name="regions">The regions of a root; empty for none.</param>
internal sealed class AggregatorKeys(string aggregator, IReadOnlyList<string> regions)
{
    private readonly byte[] _own = Encoding.UTF8.GetBytes(aggregator);
    private readonly byte[] _region = Encoding.UTF8.GetBytes(FederationRegions.Create(aggregator, 0)[..^1]);
    private readonly bool _isRoot = !FederationRegions.IsRegion(aggregator);
    private readonly HashSet<string> _regions = [.. regions];

    /// <summary>Whether a record is the aggregator's: by its key, or without one the root's.</summary>
    /// <param name="key">The record's key.</param>
    public bool IsOwn(ReadOnlySpan<byte> key) => key.IsEmpty ? _isRoot : key.SequenceEqual(_own);

    /// <summary>Whether a record is for a region that its root does not have: nobody else would say so.</summary>
    /// <param name="key">The record's key.</param>
    public bool IsNobodys(ReadOnlySpan<byte> key) => _isRoot && key.StartsWith(_region) && !_regions.Contains(Encoding.UTF8.GetString(key));
}
