using System.Runtime.Intrinsics;
using FederatedOrleans.Learning.Hashing;

namespace FederatedOrleans.Tests.Learning.Strategies;

/// <summary>
/// The bits of every strategy's model and memory after two rounds, with any vectors and threads. <see cref="SameBitsProcessTests"/> runs this class
/// again on a processor with less.
/// </summary>
[Trait("Category", "Unit")]
public sealed class SameBitsTests
{
    private const int Updates = 43;
    private const int Length = 12_345;

    public static TheoryData<string, string, string> Strategies =>
    [
        ("mean", "", "f9e57067cd052474"),
        ("fedavg", "", "c3ddc85666fd2645"),
        ("fedavgm", "", "cf7f843e1e77e02e"),
        ("fedadam", "", "f9cfd2137c73148e"),
        ("fedyogi", "", "3e7131181576adfd"),
        ("fedadagrad", "", "08a9d0b6a9acd144"),
        ("median", "", "46bca9597b62603d"),
        ("trimmed-mean", "Beta=0.2", "cf424b49e95aca4a"),
        ("krum", "F=1", "f45c8ef1e7f8a5cf"),
        ("multi-krum", "F=1", "104a0f134fe2d55b"),
        ("bulyan", "F=1", "34a99b0fcd32caaa"),
        ("geometric-median", "", "66164ff02b43dea9"),
        ("fedbuff", "", "77bb4b0f466d58db"),
    ];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Combine_AnyVectorsAndThreads_HasTheseBits(string name, string settings, string expected)
    {
        Assert.Equal(expected, Hash(name, settings, threads: 1));
        Assert.Equal(expected, Hash(name, settings, threads: 2));
    }

    [Fact]
    public void Vectors_SwitchedOff_AreOff()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") == "0")
        {
            Assert.False(Vector128.IsHardwareAccelerated);
        }

        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX2") == "0")
        {
            Assert.False(Vector256.IsHardwareAccelerated);
        }

        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX512") == "0")
        {
            Assert.False(Vector512.IsHardwareAccelerated);
        }
    }

    private static string Hash(string name, string settings, int threads)
    {
        var strategy = StrategyRun.Create(name, settings, threads);
        var state = StrategyRun.Initial([.. Enumerable.Range(0, Length).Select(i => i / 7.0)]);
        for (var round = 0; round < 2; round++)
        {
            var rows = Enumerable.Range(0, Updates).Select(k => Draw((round * 100) + k)).ToArray();
            long[] samples = [.. Enumerable.Range(0, Updates).Select(k => 1 + (k * 7919L % 1000))];
            state = StrategyRun.Combine(strategy, state, rows, samples, [.. samples.Select(number => number % 9)], areDeltas: true);
        }

        using CanonicalHash hash = new();
        return hash.Add(state.Weights).Add(state.Memory).Add(state.Steps).ToHex()[..16];
    }

    /// <summary>Values of many magnitudes from a linear congruential generator.</summary>
    private static float[] Draw(int seed)
    {
        var state = (ulong)seed;
        return [.. Enumerable.Range(0, Length).Select(_ =>
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            return ((int)(state >> 40) - (1 << 23)) / (float)(16L << (int)((state >> 33) & 31));
        })];
    }
}
