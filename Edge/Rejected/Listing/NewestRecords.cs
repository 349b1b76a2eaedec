namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>
/// Finds where the newest records begin, from the ends of the partitions backwards, so that a long topic is not read for a few records.
/// Only places are kept. Newest means last within a partition and, between partitions, the larger Kafka timestamp.
/// </summary>
/// <param name="log">Reads the records.</param>
/// <param name="filter">Which records count.</param>
internal sealed class NewestRecords(RejectedLog log, RejectedFilter filter)
{
    /// <summary>Fewest offsets read at one time, so that not each of few records costs a fetch.</summary>
    private const int SmallestBlock = 100;

    /// <summary>Most offsets read at one time.</summary>
    private const int LargestBlock = 65_536;

    /// <summary>Shortens parts of partitions to those that hold the newest records.</summary>
    /// <param name="ranges">The parts.</param>
    /// <param name="limit">How many records are wanted.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The shortened parts: together they hold <paramref name="limit"/> records that count, or all there are.</returns>
    public IReadOnlyList<PartitionRange> Find(IReadOnlyList<PartitionRange> ranges, int limit, CancellationToken cancellationToken)
    {
        var newest = ranges.Select(range => FindIn(range, limit, cancellationToken)).ToList();
        PriorityQueue<int, long> heads = new();
        var taken = new int[ranges.Count];
        for (var index = 0; index < ranges.Count; index++)
        {
            Offer(index);
        }

        for (var count = 0; count < limit && heads.TryDequeue(out var index, out _); count++)
        {
            taken[index]++;
            Offer(index);
        }

        return [.. ranges.Select((range, index) => range with { From = OldestTaken(index) ?? range.To })];

        long? OldestTaken(int index) => taken[index] == 0 ? null : newest[index][taken[index] - 1].Offset;

        void Offer(int index)
        {
            if (taken[index] < newest[index].Count)
            {
                // Complemented, the largest timestamp comes first; a negation of the smallest would overflow.
                heads.Enqueue(index, ~newest[index][taken[index]].Timestamp);
            }
        }
    }

    /// <summary>The places of the newest records of one partition, newest first.</summary>
    private List<(long Offset, long Timestamp)> FindIn(PartitionRange range, int limit, CancellationToken cancellationToken)
    {
        List<(long Offset, long Timestamp)> newest = [];
        List<(long Offset, long Timestamp)> block = [];
        var size = Math.Clamp(limit, SmallestBlock, LargestBlock);
        for (var end = range.To; end > range.From && newest.Count < limit; size = Math.Min(2 * size, LargestBlock))
        {
            var start = Math.Max(range.From, end - size);
            block.Clear();
            block.AddRange(log.Read(new(range.Partition, start, end), cancellationToken)
                .Where(filter.Matches)
                .Select(record => (record.Place.Offset.Value, record.Timestamp)));
            block.Reverse();
            newest.AddRange(block.Take(limit - newest.Count));
            end = start;
        }

        return newest;
    }
}
