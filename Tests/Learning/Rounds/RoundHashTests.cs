using CsCheck;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Tests.Learning.Rounds;

[Trait("Category", "Unit")]
public sealed class RoundHashTests
{
    private static readonly StrategyState State = new([5.5], [6.5, 7.5], 11);

    /// <summary>The form of the first releases, in which versions of long ago are hashed.</summary>
    [Fact]
    public void Compute_AnyRoundOfSeedWeight_IsTheHashOfItsFieldsInOrder() =>
        Gen.Select(Gen.Select(Gen.Long, Gen.Long, Gen.Long), Gen.String.Array[0, 4], Gen.Long, Gen.Double.Array[0, 4], Gen.Double, Gen.Long).Sample(
            (place, inputs, samples, weights, running, other) =>
            {
                var bytes = Head(place, SeedWeight.Name, SeedWeightRound.Strategy, inputs, samples, weights).Number(running == 0 ? 0 : running);

                // A seed weight has neither base nor memory: what is given for them does not count.
                Assert.Equal(bytes.ToHex(), Compute(place, SeedWeight.Name, SeedWeightRound.Strategy, inputs, samples, new(weights, [], other), running, other));
            });

    [Fact]
    public void Compute_AnyOtherRound_IsTheHashOfItsFieldsInOrderAndOfNoRunningMean() =>
        Gen.Select(Gen.Select(Gen.Long, Gen.Long, Gen.Long), Gen.String, Gen.String.Array[0, 4], Gen.Long, Gen.Double.Array[0, 4], Gen.Long).Sample(
            (place, strategy, inputs, samples, weights, steps) =>
            {
                var bytes = Head(place, "moments", strategy, inputs, samples, weights).Number(0.0)
                    .Number(8L).Number(1L).Number(-4L).Number(-1L).Number(2L).Number(6.5).Number(7.5).Number(steps);

                Assert.Equal(bytes.ToHex(), Compute(place, "moments", strategy, inputs, samples, new(weights, [6.5, 7.5], steps), 1.5, 8, -4));
            });

    [Fact]
    public void Compute_OneFieldChanged_IsAnotherHash()
    {
        string[] hashes =
        [
            Compute((1, 2, 3), "m", "s", ["a", "b"], 4, State, 0, 5, 6),
            Compute((2, 2, 3), "m", "s", ["a", "b"], 4, State, 0, 5, 6),
            Compute((1, 3, 3), "m", "s", ["a", "b"], 4, State, 0, 5, 6),
            Compute((1, 2, 4), "m", "s", ["a", "b"], 4, State, 0, 5, 6),
            Compute((1, 2, 3), "n", "s", ["a", "b"], 4, State, 0, 5, 6),
            Compute((1, 2, 3), "m", "t", ["a", "b"], 4, State, 0, 5, 6),
            Compute((1, 2, 3), "m", "s", ["b", "a"], 4, State, 0, 5, 6),
            Compute((1, 2, 3), "m", "s", ["ab"], 4, State, 0, 5, 6),
            Compute((1, 2, 3), "m", "s", ["a", "b"], 5, State, 0, 5, 6),
            Compute((1, 2, 3), "m", "s", ["a", "b"], 4, State with { Weights = [5.25] }, 0, 5, 6),
            Compute((1, 2, 3), "m", "s", ["a", "b"], 4, State with { Memory = [6.5] }, 0, 5, 6),
            Compute((1, 2, 3), "m", "s", ["a", "b"], 4, State with { Steps = 12 }, 0, 5, 6),
            Compute((1, 2, 3), "m", "s", ["a", "b"], 4, State, 0, 4, 6),
            Compute((1, 2, 3), "m", "s", ["a", "b"], 4, State, 0, 5, 7),
            Compute((1, 2, 3), "m", "s", ["a", "b"], 4, State, 0, 5),
            Compute((1, 2, 3), SeedWeight.Name, SeedWeightRound.Strategy, ["a", "b"], 4, State, 6.5, 5, 6),
            Compute((1, 2, 3), SeedWeight.Name, SeedWeightRound.Strategy, ["a", "b"], 4, State, 6.25, 5, 6),
            Compute((1, 2, 3), SeedWeight.Name, "fedavg", ["a", "b"], 4, State, 6.5, 5, 6),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void Compute_NoInputsOrNoState_Throws()
    {
        Assert.Throws<ArgumentNullException>("inputs", () => Compute((1, 2, 3), "m", "s", null!, 4, State, 0, 5));
        Assert.Throws<ArgumentNullException>("state", () => Compute((1, 2, 3), "m", "s", [], 4, null!, 0, 5));
    }

    private static string Compute(
        (long Version, long Start, long End) place,
        string model,
        string strategy,
        string[] inputs,
        long samples,
        StrategyState state,
        double running,
        long baseVersion,
        params Int128[] sums) =>
        RoundHash.Compute(place.Version, place.Start, place.End, model, strategy, inputs, samples, state, running, baseVersion, sums);

    private static HashBytes Head((long Version, long Start, long End) place, string model, string strategy, string[] inputs, long samples, double[] weights)
    {
        var bytes = new HashBytes().Number(place.Version).Number(place.Start).Number(place.End).Text(model).Text(strategy).Number(inputs.LongLength);
        Array.ForEach(inputs, input => bytes.Text(input));
        bytes.Number(samples).Number(weights.LongLength);
        Array.ForEach(weights, value => bytes.Number(value == 0 ? 0 : value));
        return bytes;
    }
}
