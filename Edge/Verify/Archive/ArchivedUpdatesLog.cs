namespace FederatedOrleans.Edge.Verify.Archive;

/// <summary>An updates log whose beginning is in the archive: what Kafka still holds is read there.</summary>
/// <param name="archived">The archived part.</param>
/// <param name="kafka">The retained part; null where Kafka is not read.</param>
/// <param name="aggregator">The id of the aggregator whose messages are looked for; null for a root's.</param>
internal sealed class ArchivedUpdatesLog(ArchivedPartition archived, IUpdatesLog? kafka, string? aggregator = null) : IUpdatesLog
{
    /// <inheritdoc />
    public string Name => archived.Name;

    /// <inheritdoc />
    public long Low => kafka is null ? archived.Low : archived.IsEmpty ? kafka.Low : Math.Min(archived.Low, kafka.Low);

    /// <inheritdoc />
    public long High => kafka?.High ?? archived.High;

    /// <inheritdoc />
    public bool HasHoles => true;

    /// <inheritdoc />
    public bool Is(string log) => kafka?.Is(log) == true || archived.Is(log);

    /// <inheritdoc />
    public string DescribeMissing(long offset) =>
        archived.FaultAt(offset) is { Length: > 0 } fault ? $"offset {offset} of {Name} is missing{fault}" : IUpdatesLog.DescribeByBounds(this, offset);

    /// <inheritdoc />
    public async ValueTask<UpdateRecord?> ReadAsync(long offset, CancellationToken cancellationToken)
    {
        while (kafka is null || offset < kafka.Low)
        {
            if (await archived.FindAsync(offset, cancellationToken) is not { } segment)
            {
                return null;
            }

            if (segment.Records.FirstOrDefault(record => record.Offset >= offset) is { } record && (kafka is null || record.Offset < kafka.Low))
            {
                return new(record.Offset, TopicRecords.ReadUpdate(record.Key, record.Value, aggregator), record.Value?.Length ?? 0);
            }

            offset = Math.Min(segment.Header.To, kafka?.Low ?? long.MaxValue);
        }

        return await kafka.ReadAsync(offset, cancellationToken);
    }
}
