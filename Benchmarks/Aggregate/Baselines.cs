using System.Numerics;
using System.Runtime.Intrinsics;

namespace FederatedOrleans.Benchmarks.Aggregate;

/// <summary>What the strategies are compared with: what one would write first, with one thread as they have.</summary>
internal static class Baselines
{
    /// <summary>The weighted sum in binary32 with the widest vectors, one update after the other: inexact, unchecked, the input read once.</summary>
    public static float[] PlainSum(RoundUpdates round)
    {
        var sums = new float[round.Shape.Weights];
        for (var update = 0; update < round.Values.Length; update++)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                AddWide(round.Values[update], round.Samples[update], sums);
            }
            else
            {
                Add(round.Values[update], round.Samples[update], sums, 0);
            }
        }

        return sums;
    }

    /// <summary>The median: every coordinate gathered and sorted.</summary>
    public static double[] SortedMedian(RoundUpdates round)
    {
        var count = round.Values.Length;
        var medians = new double[round.Shape.Weights];
        Span<float> column = new float[count];
        for (var i = 0; i < medians.Length; i++)
        {
            for (var update = 0; update < count; update++)
            {
                column[update] = round.Values[update][i];
            }

            column.Sort();
            medians[i] = ((double)column[(count - 1) / 2] + column[count / 2]) / 2;
        }

        return medians;
    }

    /// <summary>All squared distances in binary64: one pair after the other, one weight after the other.</summary>
    public static double[] PairDistances(RoundUpdates round)
    {
        var count = round.Values.Length;
        var distances = new double[count * count];
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
            {
                distances[(i * count) + j] = distances[(j * count) + i] = SquaredDistance(round.Values[i], round.Values[j]);
            }
        }

        return distances;
    }

    /// <summary>One iteration of Weiszfeld's algorithm from the plain mean, over the updates themselves.</summary>
    public static double[] WeiszfeldIteration(RoundUpdates round)
    {
        var start = Mean(round, [.. round.Samples.Select(samples => (double)samples)]);
        return Mean(round, [.. round.Values.Select((values, update) => round.Samples[update] / Math.Max(1e-6, Distance(values, start)))]);
    }

    private static double[] Mean(RoundUpdates round, double[] factors)
    {
        var mean = new double[round.Shape.Weights];
        for (var update = 0; update < factors.Length; update++)
        {
            var values = round.Values[update];
            var factor = factors[update];
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += factor * values[i];
            }
        }

        var total = factors.Sum();
        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] /= total;
        }

        return mean;
    }

    private static double Distance(float[] values, double[] point)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            var difference = values[i] - point[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    private static double SquaredDistance(float[] first, float[] second)
    {
        var sum = 0.0;
        for (var i = 0; i < first.Length; i++)
        {
            var difference = (double)first[i] - second[i];
            sum += difference * difference;
        }

        return sum;
    }

    private static void AddWide(float[] values, float factor, float[] sums)
    {
        var factors = Vector512.Create(factor);
        var i = 0;
        for (; i <= sums.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var sum = Vector512.LoadUnsafe(ref sums[0], (nuint)i);
            Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref values[0], (nuint)i), factors, sum).StoreUnsafe(ref sums[0], (nuint)i);
        }

        Add(values, factor, sums, i);
    }

    private static void Add(float[] values, float factor, float[] sums, int from)
    {
        var factors = new Vector<float>(factor);
        var i = from;
        for (; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sums, i) + (factors * new Vector<float>(values, i))).CopyTo(sums, i);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += factor * values[i];
        }
    }
}
