namespace FederatedOrleans.Learning.Kernels;

/// <summary>One step of a <see cref="SortingNetwork"/>.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="First">The first of its rows.</param>
/// <param name="Stride">The distance from each of its rows to the next.</param>
internal readonly record struct SortingStep(SortingStepKind Kind, int First, int Stride)
{
    /// <summary>How many rows are sorted in one step.</summary>
    public const int Sorted = 8;

    /// <summary>How many rows are merged in one step.</summary>
    public const int Merged = 16;

    private static readonly (int, int)[] One = [(0, 1)];

    /// <summary>Eight values with 19 comparators; fewer cannot do it (Knuth, The Art of Computer Programming, volume 3, section 5.3.4).</summary>
    private static readonly (int, int)[] Sort =
    [
        (0, 2), (1, 3), (4, 6), (5, 7), (0, 4), (1, 5), (2, 6), (3, 7), (0, 1), (2, 3), (4, 5), (6, 7), (2, 4), (3, 5), (1, 4), (3, 6), (1, 2), (3, 4), (5, 6),
    ];

    /// <summary>Batcher's odd-even merge of 8 and 8 values.</summary>
    private static readonly (int, int)[] Merge =
    [
        (0, 8), (4, 12), (4, 8), (2, 10), (6, 14), (6, 10), (2, 4), (6, 8), (10, 12),
        (1, 9), (5, 13), (5, 9), (3, 11), (7, 15), (7, 11), (3, 5), (7, 9), (11, 13),
        (1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 12), (13, 14),
    ];

    /// <summary>The rows that the step reads and writes.</summary>
    public IEnumerable<int> Rows
    {
        get
        {
            var (first, stride) = (First, Stride);
            return Enumerable.Range(0, Kind switch { SortingStepKind.Sort => Sorted, SortingStepKind.Merge => Merged, _ => 2 }).Select(i => first + (i * stride));
        }
    }

    /// <summary>What to compare and exchange, in order, counted in strides from the first row: afterwards the smaller value is at the first place.</summary>
    public ReadOnlySpan<(int Low, int High)> Exchanges => Kind switch { SortingStepKind.Sort => Sort, SortingStepKind.Merge => Merge, _ => One };
}
