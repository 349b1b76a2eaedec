using FederatedOrleans.Grains.Archiving;
using FederatedOrleans.Grains.Interfaces.Archiving;

namespace FederatedOrleans.Edge.Verify.Archive;

/// <summary>What an archive holds of one federation and one Kafka cluster.</summary>
internal sealed class ArchiveHistory
{
    private readonly IObjectStore _store;
    private readonly string _federation;
    private readonly string _cluster;
    private readonly IReadOnlyDictionary<ArchivedLog, SegmentKey[]> _segments;

    private ArchiveHistory(IObjectStore store, string federation, string cluster, IReadOnlyDictionary<ArchivedLog, SegmentKey[]> segments) =>
        (_store, _federation, _cluster, _segments) = (store, federation, cluster, segments);

    /// <summary>Lists an archive.</summary>
    /// <param name="store">The archive.</param>
    /// <param name="federation">The federation.</param>
    /// <param name="cluster">The Kafka cluster's id; null for the only one there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ObjectStoreException">The archive did not answer, or has no such history.</exception>
    public static async Task<ArchiveHistory> OpenAsync(IObjectStore store, string federation, string? cluster, CancellationToken cancellationToken)
    {
        var segments = (await store.ListAsync(ArchivedLog.FolderOf(federation), cancellationToken)).Select(SegmentKey.TryParse).OfType<SegmentKey>()
            .Where(segment => segment.Log.Federation == federation)
            .GroupBy(segment => segment.Log).ToDictionary(group => group.Key, group => group.ToArray());
        List<string> clusters = [.. segments.Keys.Select(log => log.Cluster).Distinct().Order(StringComparer.Ordinal)];
        var chosen = cluster is not null ? ArchivedLog.KeyOf(cluster) : clusters is [var single] ? single : null;
        if (chosen is null || !clusters.Contains(chosen))
        {
            throw new ObjectStoreException(clusters.Count == 0
                ? $"The archive {store.Location} holds nothing of {federation}."
                : $"The archive {store.Location} holds {federation} from the Kafka clusters {string.Join(", ", clusters)}"
                    + (cluster is null ? "; --archive-cluster says which." : $" and not from {cluster}; --archive-cluster says which."));
        }

        return new(store, federation, chosen, segments);
    }

    /// <summary>The partitions of a topic that the archive holds something of.</summary>
    public IReadOnlyList<int> PartitionsOf(ArchivedKind kind, string topic) =>
        [.. _segments.Keys.Where(log => log.Cluster == _cluster && log.Kind == kind && log.Topic == topic).Select(log => log.Partition).Order()];

    /// <summary>What the archive holds of a partition; nothing, perhaps.</summary>
    public ArchivedPartition Of(ArchivedKind kind, string topic, int partition)
    {
        ArchivedLog log = new(_federation, _cluster, kind, topic, partition);
        return new(_store, log, _segments.GetValueOrDefault(log) ?? []);
    }
}
