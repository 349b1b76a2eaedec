using System.Numerics;

namespace FederatedOrleans.Learning.Kernels;

/// <summary>
/// The steps that put wanted ranks of a sequence into their places: Batcher's odd-even merge sort (Knuth, The Art of Computer Programming, volume 3,
/// section 5.3.4) in pieces that fit into registers, without the steps that no wanted rank depends on. One or two ranks are selected from two sorted
/// halves, which is less work than to merge them.
/// </summary>
internal sealed class SortingNetwork
{
    /// <summary>Up to so many ranks are selected: each costs as many comparisons as there are values, and a merge more for each.</summary>
    private const int MostSelected = 2;

    private readonly List<SortingStep> _steps = [];

    /// <summary>Makes a network.</summary>
    /// <param name="places">How many values there are, 1 or more.</param>
    /// <param name="firstRank">The lowest wanted rank, 0 or more.</param>
    /// <param name="ranks">How many ranks are wanted.</param>
    public SortingNetwork(int places, int firstRank, int ranks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRank);
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRank, places - ranks);
        Places = places;
        FirstRank = firstRank;
        Ranks = ranks;
        Rows = Math.Max(SortingStep.Sorted, (int)BitOperations.RoundUpToPowerOf2((uint)places));
        IsSelection = ranks <= MostSelected && Rows > SortingStep.Sorted;
        if (IsSelection)
        {
            Sort(0, Rows / 2);
            Sort(Rows / 2, Rows / 2);
        }
        else
        {
            Sort(0, Rows);
            Prune();
        }
    }

    /// <summary>How many values there are.</summary>
    public int Places { get; }

    /// <summary>How many places there are with those that make them a power of two, 8 or more; these hold values that none exceeds, and keep them.</summary>
    public int Rows { get; }

    /// <summary>The lowest rank that ends in its place.</summary>
    public int FirstRank { get; }

    /// <summary>How many ranks do.</summary>
    public int Ranks { get; }

    /// <summary>Whether the steps sort each half of the rows, of which the ranks have to be selected.</summary>
    public bool IsSelection { get; }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<SortingStep> Steps => _steps;

    /// <summary>Sorts rows; of those without values no more is touched than a step needs.</summary>
    private void Sort(int first, int count)
    {
        if (first >= Places)
        {
            return;
        }

        if (count == SortingStep.Sorted)
        {
            _steps.Add(new(SortingStepKind.Sort, first, 1));
            return;
        }

        Sort(first, count / 2);
        Sort(first + (count / 2), count / 2);
        if (first + (count / 2) < Places)
        {
            Merge(first, count, 1);
        }
    }

    /// <summary>Merges the sorted halves of every <paramref name="stride"/>th of some rows.</summary>
    private void Merge(int first, int count, int stride)
    {
        if (count == stride * SortingStep.Merged)
        {
            if (first + (count / 2) < Places)
            {
                _steps.Add(new(SortingStepKind.Merge, first, stride));
            }

            return;
        }

        Merge(first, count, stride * 2);
        Merge(first + stride, count, stride * 2);
        for (var row = first + stride; row + stride < Math.Min(first + count, Places); row += stride * 2)
        {
            _steps.Add(new(SortingStepKind.Exchange, row, stride));
        }
    }

    private void Prune()
    {
        var isWanted = new bool[Rows];
        isWanted.AsSpan(FirstRank, Ranks).Fill(true);
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            var rows = _steps[i].Rows.ToList();
            if (rows.Exists(row => isWanted[row]))
            {
                rows.ForEach(row => isWanted[row] = true);
            }
            else
            {
                _steps.RemoveAt(i);
            }
        }
    }
}
