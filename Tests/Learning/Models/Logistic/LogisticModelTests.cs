using CsCheck;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Learning.Models.Logistic;

[Trait("Category", "Unit")]
public sealed class LogisticModelTests
{
    private const double Missing = ModelRun.Missing;

    [Fact]
    public void Close_OneReading_IsOneStepByHand()
    {
        // At weights 0 every label has probability 1/2; the gradient is -1/2 times (1, x).
        var model = Model(3, ("LearningRate", "0.5"));

        Assert.Equal([0.25, 0.5, -1], model.Close(ModelRun.Fill(model, [[2, -4, 1]]), []).Weights);
    }

    [Fact]
    public void Close_AnyReadings_IsTheNaiveLoop() =>
        Gen.Select(Labelled(4), Gen.Double[-1, 1].Array[4], Gen.Double[0.001, 0.5], Gen.Int[1, 3], Gen.Double[0, 0.5], Gen.Double[0, 0.5]).Sample(
            (readings, start, rate, epochs, l2, mu) =>
            {
                var model = Model(4, Setting("LearningRate", rate), Setting("Epochs", epochs), Setting("L2", l2), Setting("Mu", mu));
                var contribution = model.Close(ModelRun.Fill(model, readings), start);
                double[][] complete = [.. readings.Where(reading => !reading.Any(double.IsNaN))];

                var expected = Train(complete, start, rate, epochs, l2, mu);

                Assert.Equal(complete.Length, contribution.Samples);
                Assert.All(expected.Zip(contribution.Weights), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * (1 + Math.Abs(pair.First))));
                Assert.All(contribution.Weights, weight => Assert.Equal((double)(float)weight, weight));
                Assert.Empty(contribution.Sums);
            });

    [Fact]
    public void Close_NoBaseYet_BeginsWithZeros()
    {
        var model = Model(2);
        var window = ModelRun.Fill(model, Generated(100));

        Assert.Equal(model.Close(window, [0, 0]).Weights, model.Close(window, []).Weights);
        Assert.NotEqual(model.Close(window, [0, 1]).Weights, model.Close(window, []).Weights);
        Assert.Throws<ArgumentOutOfRangeException>("baseWeights", () => model.Close(window, [0]));
    }

    [Fact]
    public void Close_OneWindowAfterTheOther_TrainsAsOneWindowWould()
    {
        var model = Model(2, ("L2", "0.01"));
        var readings = Generated(400).ToArray();

        var first = model.Close(ModelRun.Fill(model, readings[..250]), []).Weights;
        var second = model.Close(ModelRun.Fill(model, readings[250..]), first).Weights;
        var all = model.Close(ModelRun.Fill(model, readings), []).Weights;

        Assert.All(all.Zip(first, second), weight => Assert.Equal(weight.First, weight.Second + weight.Third, 1e-6));
    }

    [Fact]
    public void Close_RoundAfterRound_LearnsWhatMadeTheLabels()
    {
        var model = Model(2, ("LearningRate", "0.1"));
        double[] weights = [0, 0];
        foreach (var window in Generated(20_000).Chunk(500))
        {
            weights = [.. weights.Zip(model.Close(ModelRun.Fill(model, window), weights).Weights, (weight, delta) => weight + delta)];
        }

        // Labels have log odds 1 - 2x.
        Assert.Equal(1, weights[0], 0.4);
        Assert.Equal(-2, weights[1], 0.6);
    }

    [Fact]
    public void Close_ProximalTerm_PullsTowardsTheBase()
    {
        double[] start = [3, 3];
        var lengths = new[] { "0", "1", "10", "50" }.Select(mu =>
        {
            var model = Model(2, ("LearningRate", "0.02"), ("Mu", mu));
            return model.Close(ModelRun.Fill(model, Generated(2_000)), start).Weights.Sum(delta => delta * delta);
        }).ToArray();

        Assert.Equal(lengths.OrderDescending(), lengths);
        Assert.True(lengths[^1] < lengths[0] / 100);
    }

    [Fact]
    public void Close_PenaltyWithoutSlope_ShrinksCoefficientsAndNotTheIntercept()
    {
        var model = Model(2, ("LearningRate", "0.1"), ("L2", "10"));

        // The coefficient goes with one step, as 0.1 times 10 is 1; the value 0 has no gradient of its own.
        Assert.Equal(-5, model.Close(ModelRun.Fill(model, [[0, 1]]), [30, 5]).Weights[1], 1e-6);
        Assert.Equal(0, model.Close(ModelRun.Fill(model, [[0, 1]]), [30, 5]).Weights[0], 1e-6);
    }

    [Fact]
    public void Add_ReadingsWithoutLabelOrValue_AreCountedAndNotTrainedOn()
    {
        var model = Model(2);
        var window = ModelRun.Fill(model, [[1, Missing], [Missing, 1], [Missing, Missing], [1, 1]]);

        Assert.Equal(4, window.Samples);
        Assert.Equal([2, 2], window.Present);
        Assert.Equal(1, model.Close(window, []).Samples);
        Assert.Equal([0, 0], model.Close(ModelRun.Fill(model, [[1, Missing]]), [1, 1]).Weights);
        Assert.Equal(0, model.Close(ModelRun.Fill(model, [[1, Missing]]), [1, 1]).Samples);
    }

    [Fact]
    public void Add_MoreReadingsThanAreKept_TrainsOnTheFirst()
    {
        var model = Model(2, ("MaxRows", "10"));
        var readings = Generated(30).ToArray();
        var window = ModelRun.Fill(model, readings);

        Assert.Equal((30, 10, 20), (window.Samples, model.Close(window, []).Samples, window.Numbers.Count));
        Assert.Equal(model.Close(ModelRun.Fill(model, readings[..10]), []).Weights, model.Close(window, []).Weights);
    }

    [Fact]
    public void Accepts_LabelsAndValuesInRange_AndAddTakesNoOther()
    {
        var model = Model(2);

        Assert.All([0, -0.0, 1, Missing], label => Assert.True(model.Accepts([1_048_575.9, label])));
        Assert.All([0.5, 2, -1], label => Assert.False(model.Accepts([1, label])));
        Assert.All([1_048_576, -1_048_576, 1e100], value => Assert.False(model.Accepts([value, 1])));
        Assert.Throws<ArgumentException>("reading", () => model.Add(model.Open(), new([1, 0.5], 0)));
    }

    [Fact]
    public void Close_TheLargestValues_StaysFinite()
    {
        var model = Model(2, ("LearningRate", "1"), ("Epochs", "100"));
        var readings = Enumerable.Range(0, 100).Select(i => new[] { (i % 3 - 1) * 1_048_575.0, i % 2 });

        Assert.All(model.Close(ModelRun.Fill(model, readings), []).Weights, weight => Assert.True(double.IsFinite(weight)));
    }

    [Theory]
    [InlineData("logistic: Target is not set; it must be one of: f0, f1.", 2)]
    [InlineData("logistic: LearningRate is '0'; it must be a number between 1E-09 and 1.", 2, "Target", "f0", "LearningRate", "0")]
    [InlineData("logistic: Epochs is '0'; it must be an integer between 1 and 100.", 2, "Target", "f0", "Epochs", "0")]
    [InlineData("logistic: L2 is '-1'; it must be a number between 0 and 1000000.", 2, "Target", "f0", "L2", "-1")]
    [InlineData("logistic: MaxRows is '1048577'; it must be an integer between 1 and 1048576.", 2, "Target", "f0", "MaxRows", "1048577")]
    [InlineData("logistic: Features has 1 names; the model takes 2 to 65, the target and what predicts it.", 1, "Target", "f0")]
    [InlineData(
        "logistic: LearningRate is 0.5, L2 is 1 and Mu is 1.5; LearningRate times the sum of the other two must be at most 1.",
        2, "Target", "f0", "LearningRate", "0.5", "L2", "1", "Mu", "1.5")]
    public void Create_NotAllowed_SaysWhatIs(string message, int features, params string[] parameters) => Assert.Equal(
        message,
        Assert.Throws<ArgumentException>(
            () => ModelRun.Create("logistic", features, [.. parameters.Chunk(2).Select(pair => (pair[0], pair[1]))])).Message);

    [Fact]
    public void Model_ForTheRest_IsDeltasFromABaseAndNoScores()
    {
        var model = Model(3);

        Assert.Equal((ContributionForm.Delta, 3, 3, true), (model.Form, model.ContributionLength, model.WeightCount, model.NeedsBase));
        Assert.Null(model.CreateScorer([0, 0, 0], 0.99));
    }

    /// <summary>A model of the last feature.</summary>
    private static ILocalModel Model(int features, params (string Name, string Value)[] parameters) =>
        ModelRun.Create("logistic", features, [("Target", $"f{features - 1}"), .. parameters]);

    private static (string Name, string Value) Setting(string name, double value) => (name, FormattableString.Invariant($"{value:R}"));

    private static IEnumerable<double[]> Generated(int count)
    {
        var random = new Random(5);
        for (var i = 0; i < count; i++)
        {
            var x = (4 * random.NextDouble()) - 2;
            yield return [x, random.NextDouble() < 1 / (1 + Math.Exp((2 * x) - 1)) ? 1 : 0];
        }
    }

    private static Gen<double[][]> Labelled(int features) => Gen.Select(
        Gen.Frequency((9, Gen.Double[-3, 3]), (1, Gen.Const(Missing))).Array[features - 1],
        Gen.Frequency((4, Gen.Const(0.0)), (4, Gen.Const(1.0)), (1, Gen.Const(Missing))),
        (values, label) => (double[])[.. values, label]).Array[0, 40];

    /// <summary>The training written down a second time, with the platform's exponential function; the label comes last.</summary>
    private static double[] Train(double[][] readings, double[] start, double rate, int epochs, double l2, double mu)
    {
        var weights = start.ToArray();
        foreach (var reading in Enumerable.Repeat(readings, epochs).SelectMany(epoch => epoch))
        {
            double[] inputs = [1, .. reading[..^1]];
            var probability = 1 / (1 + Math.Exp(-inputs.Zip(weights, (x, w) => x * w).Sum()));
            weights =
            [
                .. weights.Select((w, i) =>
                    w - (rate * (((probability - reading[^1]) * inputs[i]) + (i == 0 ? 0 : l2 * w) + (mu * (w - start[i]))))),
            ];
        }

        return [.. weights.Zip(start, (end, begin) => end - begin)];
    }
}
