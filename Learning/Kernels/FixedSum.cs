namespace FederatedOrleans.Learning.Kernels;

/// <summary>Sums in binary64 whose order of addition is fixed: four lanes take every fourth number each, the first also what is left, and are added as a tree.</summary>
internal static class FixedSum
{
    /// <summary>The sum of numbers.</summary>
    /// <param name="numbers">The numbers.</param>
    public static double Of(ReadOnlySpan<double> numbers)
    {
        var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0);
        var i = 0;
        for (; i <= numbers.Length - 4; i += 4)
        {
            a += numbers[i];
            b += numbers[i + 1];
            c += numbers[i + 2];
            d += numbers[i + 3];
        }

        for (; i < numbers.Length; i++)
        {
            a += numbers[i];
        }

        return (a + c) + (b + d);
    }

    /// <summary>The sum of products.</summary>
    /// <param name="first">Numbers.</param>
    /// <param name="second">As many.</param>
    public static double Dot(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        second = second[..first.Length];
        var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0);
        var i = 0;
        for (; i <= first.Length - 4; i += 4)
        {
            a += first[i] * second[i];
            b += first[i + 1] * second[i + 1];
            c += first[i + 2] * second[i + 2];
            d += first[i + 3] * second[i + 3];
        }

        for (; i < first.Length; i++)
        {
            a += first[i] * second[i];
        }

        return (a + c) + (b + d);
    }
}
