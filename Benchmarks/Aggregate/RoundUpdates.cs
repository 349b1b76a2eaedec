using System.Globalization;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Benchmarks.Aggregate;

/// <summary>The updates of a round, the same in every run: weights around 0.1 that differ by some hundredths, and samples from 1 to 1,000.</summary>
internal sealed class RoundUpdates
{
    /// <summary>Makes the updates.</summary>
    /// <param name="shape">How many, and how large.</param>
    public RoundUpdates(RoundShape shape)
    {
        Shape = shape;
        Values = [.. Enumerable.Range(0, shape.Updates).Select(update => Draw(update, shape.Weights))];
        Samples = [.. Enumerable.Range(0, shape.Updates).Select(update => 1 + ((update * 7919L) % 1000))];
        Rows = [.. Values.Select(values => (ReadOnlyMemory<float>)values)];
        Contributions = [.. Enumerable.Range(0, shape.Updates).Select(update => new Contribution(
            update.ToString("D6", CultureInfo.InvariantCulture), Samples[update], Values[update], update % 10))];
    }

    /// <summary>How many updates there are, and how large.</summary>
    public RoundShape Shape { get; }

    /// <summary>The weights of each update.</summary>
    public float[][] Values { get; }

    /// <summary>The same as <see cref="Values"/>.</summary>
    public ReadOnlyMemory<float>[] Rows { get; }

    /// <summary>The samples of each.</summary>
    public long[] Samples { get; }

    /// <summary>What strategies take that need all updates.</summary>
    public IReadOnlyList<Contribution> Contributions { get; }

    private static float[] Draw(int update, int weights)
    {
        // SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
        var values = new float[weights];
        var state = (ulong)update << 32;
        for (var i = 0; i < weights; i++)
        {
            state += 0x9e3779b97f4a7c15;
            var bits = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
            bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
            values[i] = 0.1f + (0.05f * ((bits >> 40) / (float)(1 << 24)));
        }

        return values;
    }
}
