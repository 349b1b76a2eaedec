using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Learning.Models.Moments;

/// <summary>Whether sums can come from readings at all: whoever sends them may be wrong or hostile.</summary>
internal static class MomentsCheck
{
    /// <summary>Checks sums.</summary>
    /// <param name="layout">Where they stand.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="samples">Number of readings.</param>
    /// <param name="sums">The sums, of the layout's length.</param>
    /// <returns>
    /// Whether counts are between 0 and the number of readings and agree with each other, sums and products are in the range that their
    /// counts allow, and no variance is negative.
    /// </returns>
    public static bool Holds(MomentsLayout layout, int features, long samples, ReadOnlySpan<Int128> sums)
    {
        for (var i = 0; i < features; i++)
        {
            var count = sums[MomentsLayout.Count(i)];
            if (count < 0 || count > samples || !SumsCheck.IsPossible(count, sums[layout.Sum(i)], sums[layout.Product(i, i)]))
            {
                return false;
            }
        }

        for (var i = 0; i < features; i++)
        {
            for (var j = i + 1; j < features; j++)
            {
                if (!IsPossible(layout, sums, i, j))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsPossible(MomentsLayout layout, ReadOnlySpan<Int128> sums, int i, int j)
    {
        var first = sums[MomentsLayout.Count(i)];
        var lackingSecond = sums[layout.Lacking(i, j)];
        if (lackingSecond < 0 || lackingSecond > first)
        {
            return false;
        }

        var both = first - lackingSecond;
        var lackingFirst = sums[MomentsLayout.Count(j)] - both;
        return lackingFirst >= 0
            && SumsCheck.IsWithin(sums[layout.Without(i, j)], lackingSecond * Quantizer.Limit)
            && SumsCheck.IsWithin(sums[layout.Without(j, i)], lackingFirst * Quantizer.Limit)
            && SumsCheck.IsPossible(sums[layout.Product(i, j)], sums[layout.Product(i, i)], sums[layout.Product(j, j)], both);
    }
}
