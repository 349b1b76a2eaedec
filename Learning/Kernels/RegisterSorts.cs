using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedOrleans.Learning.Kernels;

/// <summary>
/// The steps of a sorting network on rows of 16 values, with all rows of a step in registers: unrolled by hand from <see cref="SortingStep.Exchanges"/>,
/// since a loop would keep them in memory.
/// </summary>
internal static class RegisterSorts
{
    /// <summary>Takes steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="keys">The rows, one after the other.</param>
    public static void Run(ReadOnlySpan<SortingStep> steps, Span<int> keys)
    {
        foreach (var (kind, at, stride) in steps)
        {
            ref var first = ref MemoryMarshal.GetReference(keys[(at * Vector512<int>.Count)..]);
            var step = (nuint)(stride * Vector512<int>.Count);
            switch (kind)
            {
                case SortingStepKind.Exchange:
                    Exchange(ref first, step);
                    break;
                case SortingStepKind.Sort:
                    Sort(ref first, step);
                    break;
                case SortingStepKind.Merge:
                    Merge(ref first, step);
                    break;
            }
        }
    }

    private static void Exchange(ref int first, nuint step)
    {
        var (x0, x1) = Order(Vector512.LoadUnsafe(ref first), Vector512.LoadUnsafe(ref first, step));
        x0.StoreUnsafe(ref first);
        x1.StoreUnsafe(ref first, step);
    }

    private static void Sort(ref int first, nuint step)
    {
        var x0 = Vector512.LoadUnsafe(ref first);
        var x1 = Vector512.LoadUnsafe(ref first, step);
        var x2 = Vector512.LoadUnsafe(ref first, 2 * step);
        var x3 = Vector512.LoadUnsafe(ref first, 3 * step);
        var x4 = Vector512.LoadUnsafe(ref first, 4 * step);
        var x5 = Vector512.LoadUnsafe(ref first, 5 * step);
        var x6 = Vector512.LoadUnsafe(ref first, 6 * step);
        var x7 = Vector512.LoadUnsafe(ref first, 7 * step);
        (x0, x2) = Order(x0, x2);
        (x1, x3) = Order(x1, x3);
        (x4, x6) = Order(x4, x6);
        (x5, x7) = Order(x5, x7);
        (x0, x4) = Order(x0, x4);
        (x1, x5) = Order(x1, x5);
        (x2, x6) = Order(x2, x6);
        (x3, x7) = Order(x3, x7);
        (x0, x1) = Order(x0, x1);
        (x2, x3) = Order(x2, x3);
        (x4, x5) = Order(x4, x5);
        (x6, x7) = Order(x6, x7);
        (x2, x4) = Order(x2, x4);
        (x3, x5) = Order(x3, x5);
        (x1, x4) = Order(x1, x4);
        (x3, x6) = Order(x3, x6);
        (x1, x2) = Order(x1, x2);
        (x3, x4) = Order(x3, x4);
        (x5, x6) = Order(x5, x6);
        x0.StoreUnsafe(ref first);
        x1.StoreUnsafe(ref first, step);
        x2.StoreUnsafe(ref first, 2 * step);
        x3.StoreUnsafe(ref first, 3 * step);
        x4.StoreUnsafe(ref first, 4 * step);
        x5.StoreUnsafe(ref first, 5 * step);
        x6.StoreUnsafe(ref first, 6 * step);
        x7.StoreUnsafe(ref first, 7 * step);
    }

    private static void Merge(ref int first, nuint step)
    {
        var x0 = Vector512.LoadUnsafe(ref first);
        var x1 = Vector512.LoadUnsafe(ref first, step);
        var x2 = Vector512.LoadUnsafe(ref first, 2 * step);
        var x3 = Vector512.LoadUnsafe(ref first, 3 * step);
        var x4 = Vector512.LoadUnsafe(ref first, 4 * step);
        var x5 = Vector512.LoadUnsafe(ref first, 5 * step);
        var x6 = Vector512.LoadUnsafe(ref first, 6 * step);
        var x7 = Vector512.LoadUnsafe(ref first, 7 * step);
        var x8 = Vector512.LoadUnsafe(ref first, 8 * step);
        var x9 = Vector512.LoadUnsafe(ref first, 9 * step);
        var x10 = Vector512.LoadUnsafe(ref first, 10 * step);
        var x11 = Vector512.LoadUnsafe(ref first, 11 * step);
        var x12 = Vector512.LoadUnsafe(ref first, 12 * step);
        var x13 = Vector512.LoadUnsafe(ref first, 13 * step);
        var x14 = Vector512.LoadUnsafe(ref first, 14 * step);
        var x15 = Vector512.LoadUnsafe(ref first, 15 * step);
        (x0, x8) = Order(x0, x8);
        (x4, x12) = Order(x4, x12);
        (x4, x8) = Order(x4, x8);
        (x2, x10) = Order(x2, x10);
        (x6, x14) = Order(x6, x14);
        (x6, x10) = Order(x6, x10);
        (x2, x4) = Order(x2, x4);
        (x6, x8) = Order(x6, x8);
        (x10, x12) = Order(x10, x12);
        (x1, x9) = Order(x1, x9);
        (x5, x13) = Order(x5, x13);
        (x5, x9) = Order(x5, x9);
        (x3, x11) = Order(x3, x11);
        (x7, x15) = Order(x7, x15);
        (x7, x11) = Order(x7, x11);
        (x3, x5) = Order(x3, x5);
        (x7, x9) = Order(x7, x9);
        (x11, x13) = Order(x11, x13);
        (x1, x2) = Order(x1, x2);
        (x3, x4) = Order(x3, x4);
        (x5, x6) = Order(x5, x6);
        (x7, x8) = Order(x7, x8);
        (x9, x10) = Order(x9, x10);
        (x11, x12) = Order(x11, x12);
        (x13, x14) = Order(x13, x14);
        x0.StoreUnsafe(ref first);
        x1.StoreUnsafe(ref first, step);
        x2.StoreUnsafe(ref first, 2 * step);
        x3.StoreUnsafe(ref first, 3 * step);
        x4.StoreUnsafe(ref first, 4 * step);
        x5.StoreUnsafe(ref first, 5 * step);
        x6.StoreUnsafe(ref first, 6 * step);
        x7.StoreUnsafe(ref first, 7 * step);
        x8.StoreUnsafe(ref first, 8 * step);
        x9.StoreUnsafe(ref first, 9 * step);
        x10.StoreUnsafe(ref first, 10 * step);
        x11.StoreUnsafe(ref first, 11 * step);
        x12.StoreUnsafe(ref first, 12 * step);
        x13.StoreUnsafe(ref first, 13 * step);
        x14.StoreUnsafe(ref first, 14 * step);
        x15.StoreUnsafe(ref first, 15 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<int> Low, Vector512<int> High) Order(Vector512<int> x, Vector512<int> y) => (Vector512.Min(x, y), Vector512.Max(x, y));
}
