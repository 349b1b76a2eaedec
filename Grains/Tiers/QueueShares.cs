using Orleans.Streams;

namespace FederatedOrleans.Grains.Tiers;

/// <summary>
/// Shares queues among silos: as many for each, within one, and few change hands when a silo comes or goes. Every silo that knows of the same silos and
/// queues computes the same. (Highest random weight, Thaler and Ravishankar 1998, with a bound on what one silo takes.)
/// </summary>
internal static class QueueShares
{
    /// <summary>The queues of one silo.</summary>
    /// <param name="silo">The silo, one of <paramref name="silos"/>.</param>
    /// <param name="silos">All silos that share the queues.</param>
    /// <param name="queues">All queues.</param>
    public static IReadOnlyList<QueueId> Of(SiloAddress silo, IEnumerable<SiloAddress> silos, IEnumerable<QueueId> queues)
    {
        List<SiloAddress> members = [.. silos.Distinct().Order()];
        List<QueueId> all = [.. queues.Order()];
        var (share, extra) = Math.DivRem(all.Count, members.Count);
        Dictionary<SiloAddress, int> taken = members.ToDictionary(member => member, _ => 0);
        List<QueueId> own = [];
        foreach (var queue in all)
        {
            var taker = members.Where(member => taken[member] < share || (taken[member] == share && extra > 0)).MaxBy(member => Weight(queue, member))!;
            extra -= taken[taker]++ == share ? 1 : 0;
            if (taker.Equals(silo))
            {
                own.Add(queue);
            }
        }

        return own;
    }

    /// <summary>Mixes both hashes (the finalizer of SplitMix64, Steele, Lea and Flood 2014).</summary>
    private static ulong Weight(QueueId queue, SiloAddress silo)
    {
        var mixed = ((ulong)queue.GetUniformHashCode() << 32) | unchecked((uint)silo.GetConsistentHashCode());
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return mixed ^ (mixed >> 31);
    }
}
