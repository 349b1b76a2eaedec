namespace FederatedOrleans.Learning.Kernels;

/// <summary>
/// Which places of a sequence to compare and exchange, in order, so that some ranks end in their places: Batcher's merge exchange for any number of
/// places (Knuth, The Art of Computer Programming, volume 3, algorithm 5.2.2M), without the exchanges that no wanted rank depends on.
/// </summary>
internal sealed class SortingNetwork
{
    private readonly (int Low, int High)[] _exchanges;

    /// <summary>Makes a network.</summary>
    /// <param name="places">How many values there are, 1 or more.</param>
    /// <param name="firstRank">The lowest wanted rank, 0 or more.</param>
    /// <param name="ranks">How many ranks are wanted.</param>
    public SortingNetwork(int places, int firstRank, int ranks)
    {
        Places = places;
        FirstRank = firstRank;
        Ranks = ranks;
        _exchanges = Prune(MergeExchange(places), places, firstRank, ranks);
    }

    /// <summary>How many values there are.</summary>
    public int Places { get; }

    /// <summary>The lowest rank that ends in its place.</summary>
    public int FirstRank { get; }

    /// <summary>How many ranks do.</summary>
    public int Ranks { get; }

    /// <summary>The places to compare: afterwards the smaller value is at the first.</summary>
    public ReadOnlySpan<(int Low, int High)> Exchanges => _exchanges;

    private static List<(int Low, int High)> MergeExchange(int places)
    {
        List<(int, int)> exchanges = [];
        var top = 1;
        while (top * 2 < places)
        {
            top *= 2;
        }

        for (var p = top; p > 0; p /= 2)
        {
            var (q, r, d) = (top, 0, p);
            while (true)
            {
                for (var i = 0; i < places - d; i++)
                {
                    if ((i & p) == r)
                    {
                        exchanges.Add((i, i + d));
                    }
                }

                if (q == p)
                {
                    break;
                }

                (q, r, d) = (q / 2, p, q - p);
            }
        }

        return exchanges;
    }

    private static (int Low, int High)[] Prune(List<(int Low, int High)> exchanges, int places, int firstRank, int ranks)
    {
        var isWanted = new bool[places];
        isWanted.AsSpan(firstRank, ranks).Fill(true);
        List<(int, int)> kept = [];
        for (var i = exchanges.Count - 1; i >= 0; i--)
        {
            var (low, high) = exchanges[i];
            if (isWanted[low] || isWanted[high])
            {
                isWanted[low] = isWanted[high] = true;
                kept.Add((low, high));
            }
        }

        kept.Reverse();
        return [.. kept];
    }
}
