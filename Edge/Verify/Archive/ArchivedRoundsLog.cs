using System.Runtime.CompilerServices;

namespace FederatedOrleans.Edge.Verify.Archive;

/// <summary>A partition of the rounds topic whose beginning is in the archive: what Kafka still holds is read there.</summary>
/// <param name="archived">The archived part.</param>
/// <param name="kafka">The retained part; null where Kafka is not read.</param>
internal sealed class ArchivedRoundsLog(ArchivedPartition archived, IRoundsLog? kafka) : IRoundsLog
{
    /// <inheritdoc />
    public string Name => archived.Name;

    /// <inheritdoc />
    public long Low => kafka is null ? archived.Low : archived.IsEmpty ? kafka.Low : Math.Min(archived.Low, kafka.Low);

    /// <inheritdoc />
    public async IAsyncEnumerable<RoundsRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = kafka?.Low ?? archived.High;
        for (var next = Low; next < end;)
        {
            if (await archived.FindAsync(next, cancellationToken) is not { } segment)
            {
                var behind = Math.Min(archived.NextBehind(next) ?? end, end);
                yield return new(null, $"the decisions from offset {next} up to {behind} of {Name} are missing{archived.FaultAt(next)}");
                next = behind;
                continue;
            }

            foreach (var record in segment.Records.Where(record => record.Offset >= next && record.Offset < end))
            {
                yield return new(record.Value);
            }

            next = segment.Header.To;
        }

        if (kafka is not null)
        {
            await foreach (var record in kafka.ReadAsync(cancellationToken))
            {
                yield return record;
            }
        }
    }
}
