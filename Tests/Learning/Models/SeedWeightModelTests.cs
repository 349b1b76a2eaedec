using CsCheck;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Learning.Models;

[Trait("Category", "Unit")]
public sealed class SeedWeightModelTests
{
    private readonly ILocalModel _model = ModelRun.Create("seed-weight", 2);

    [Fact]
    public void Close_AnyReadings_HasTheBitsOfTheSeedsRule() => ModelRun.Readings(2, mayMiss: true).Sample(readings =>
    {
        var (sums, present) = (new double[2], new long[2]);
        foreach (var reading in readings)
        {
            SeedWeight.Add(sums, present, reading);
        }

        var window = ModelRun.Fill(_model, readings);
        var contribution = _model.Close(window, []);

        Assert.Equal(readings.Length, contribution.Samples);
        Assert.Equal(present, window.Present);
        Assert.Equal(ModelRun.Bits([SeedWeight.Weight(sums, present)]), ModelRun.Bits(contribution.Weights));
        Assert.Empty(contribution.Sums);
    });

    [Fact]
    public void Model_ForTheRest_IsOneWeightWithoutBaseSumsAndScores()
    {
        Assert.Equal((ContributionForm.Weights, 1, 1, false), (_model.Form, _model.ContributionLength, _model.WeightCount, _model.NeedsBase));
        Assert.True(_model.Accepts([1e100, ModelRun.Missing]));
        Assert.False(_model.AcceptsSums(1, [1]));
        Assert.Throws<NotSupportedException>(() => _model.WeightsOf([1]));
        Assert.Null(_model.CreateScorer([1], 0.99));
    }
}
