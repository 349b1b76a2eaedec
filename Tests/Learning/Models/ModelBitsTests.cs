using FederatedOrleans.Learning.Hashing;

namespace FederatedOrleans.Tests.Learning.Models;

/// <summary>
/// What models make of fixed readings, to the last bit: whatever the machine, and with or without its vector instructions.
/// </summary>
[Trait("Category", "Unit")]
public sealed class ModelBitsTests
{
    private const int Features = 5;

    [Fact]
    public void Moments_FixedReadings_HaveFixedBits()
    {
        var model = ModelRun.Create("moments", Features);
        var weights = ModelRun.WeightsOf(model, Readings(2_000));
        using var hash = new CanonicalHash();
        hash.Add(weights);
        var scorer = model.CreateScorer(weights, 0.99)!;
        foreach (var reading in Readings(2_000))
        {
            hash.Add(scorer.Score(reading, out var isAnomaly)).Add(isAnomaly ? 1L : 0);
        }

        Assert.Equal("b9230dabc5444c45e21d6f48e5efaa4748bd2a167ff2cd1257f7fb7e0a526960", hash.Add(scorer.Threshold).ToHex());
    }

    [Fact]
    public void Ridge_FixedReadings_HaveFixedBits()
    {
        using var hash = new CanonicalHash();
        hash.Add(ModelRun.WeightsOf(ModelRun.Create("ridge", Features, ("Target", "f1")), Readings(2_000)));
        hash.Add(ModelRun.WeightsOf(ModelRun.Create("ridge", Features, ("Target", "f1"), ("Lags", "6")), Readings(2_000)));

        Assert.Equal("6beee65b6d297728a7cef67bc0a6790726ffe9da2f728722d7a5e70900ef9a3a", hash.ToHex());
    }

    [Fact]
    public void Logistic_FixedReadings_HaveFixedBits()
    {
        var model = ModelRun.Create("logistic", Features, ("Target", "f0"), ("Epochs", "5"), ("L2", "0.01"), ("Mu", "0.1"));
        var window = ModelRun.Fill(model, Readings(2_000).Select(reading => (double[])[reading[0] > 0 ? 1 : 0, .. reading[1..]]));
        using var hash = new CanonicalHash();
        hash.Add(model.Close(window, [0.1, -0.2, 0.3, -0.4, 0.5]).Weights);

        Assert.Equal("778ea8f784b558e58427f7c01d8585075cc6db19cdd148c3b15c9a0dbf5a33f1", hash.ToHex());
    }

    [Fact]
    public async Task Models_WithoutVectorInstructions_HaveTheSameBits()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") == "0", "This process has no vector instructions itself.");
        await using var process = ChildProcess.Start(
            "Tests.dll",
            ["-class", typeof(ModelBitsTests).FullName!],
            new Dictionary<string, string?> { ["DOTNET_EnableHWIntrinsic"] = "0" });

        Assert.Equal(0, await process.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains(process.Lines, line => line.Text.Contains("Total: 4, Errors: 0, Failed: 0, Skipped: 1", StringComparison.Ordinal));
    }

    /// <summary>Readings around each other, one value in twenty missing, from a generator written here.</summary>
    private static IEnumerable<double[]> Readings(int count)
    {
        var state = 88172645463325252UL;
        for (var i = 0; i < count; i++)
        {
            var common = Next();
            yield return [.. Enumerable.Range(1, Features).Select(k => Next() < -0.9 ? double.NaN : k * (common + (Next() / 3)))];
        }

        // Xorshift (G. Marsaglia, Journal of Statistical Software 8, 2003), between -1 and 1.
        double Next()
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return ((state >> 11) * (2.0 / (1L << 53))) - 1;
        }
    }
}
