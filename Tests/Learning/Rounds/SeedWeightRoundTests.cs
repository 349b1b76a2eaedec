using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;

namespace FederatedOrleans.Tests.Learning.Rounds;

[Trait("Category", "Unit")]
public sealed class SeedWeightRoundTests
{
    [Fact]
    public void Combine_SeveralWeights_IsTheirMeanAndTheMeanOfAll()
    {
        var (globalWeight, running) = SeedWeightRound.Combine([10, 20, 60], new(6, 2));

        Assert.Equal(30, globalWeight);
        Assert.Equal(new RunningMean(96, 5), running);
    }

    [Fact]
    public void Combine_FirstRound_HasEqualMeans()
    {
        var (globalWeight, running) = SeedWeightRound.Combine([14.75, 13.25], default);

        Assert.Equal((14.0, 14.0), (globalWeight, running.Value));
    }

    [Fact]
    public void Combine_OtherOrder_MayHaveOtherBits()
    {
        Assert.Equal(0, SeedWeightRound.Combine([1e16, 1, -1e16], default).GlobalWeight);
        Assert.Equal(1.0 / 3, SeedWeightRound.Combine([1e16, -1e16, 1], default).GlobalWeight);
    }

    [Fact]
    public void Combine_RunningMean_TakesTheWeightsOneByOne()
    {
        // Each 1 alone is lost in the large sum; their sum would not be.
        var (_, running) = SeedWeightRound.Combine([1, 1], new(1e16, 1));

        Assert.Equal(new RunningMean(1e16, 3), running);
    }

    [Fact]
    public void Combine_NoWeights_Throws() => Assert.Throws<ArgumentException>("weights", () => SeedWeightRound.Combine([], default));
}
