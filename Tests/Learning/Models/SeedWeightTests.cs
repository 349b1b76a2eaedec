using CsCheck;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Learning.Models;

[Trait("Category", "Unit")]
public sealed class SeedWeightTests
{
    private const double Missing = double.NaN;

    [Fact]
    public void Weight_OneReading_IsTheFormula() => Assert.Equal(14.75, Weigh([26.5, 0.03]));

    [Fact]
    public void Weight_NobodySentVibration_CountsItAsZero() => Assert.Equal(13.25, Weigh([26.5, Missing]));

    [Fact]
    public void Weight_NobodySentTemperature_CountsItAsZero() => Assert.Equal(1.5, Weigh([Missing, 0.03]));

    [Fact]
    public void Weight_NobodySentAnything_IsZero() =>
        Assert.Equal(0L, BitConverter.DoubleToInt64Bits(Weigh([Missing, Missing], [Missing, Missing])));

    [Fact]
    public void Weight_SomeValuesMissing_AveragesThePresentOnes() =>
        Assert.Equal((15.0 + (100 * 0.25)) / 2, Weigh([10, Missing], [Missing, 0.25], [20, Missing]));

    [Fact]
    public void Add_LargeThenSmall_SumsFromLeftToRight()
    {
        // From left to right the 1 is lost in the large number; in any other order it would remain.
        Assert.Equal(0, Weigh([1e16, Missing], [1, Missing], [-1e16, Missing]));
        Assert.Equal(1.0 / 3 / 2, Weigh([1e16, Missing], [-1e16, Missing], [1, Missing]));
    }

    [Fact]
    public void Add_AnyReadings_HasTheBitsOfASumFromLeftToRight()
    {
        var value = Gen.OneOf(Gen.Double[-100, 100], Gen.Double[-1e-3, 1e-3], Gen.Const(Missing));
        Gen.Select(value, value).Array[0, 50].Sample(readings =>
        {
            var temperature = Mean([.. readings.Select(reading => reading.Item1)]);
            var vibration = Mean([.. readings.Select(reading => reading.Item2)]);

            var weight = Weigh([.. readings.Select(reading => new[] { reading.Item1, reading.Item2 })]);

            Assert.Equal(Bits((temperature + (100 * vibration)) / 2), Bits(weight));
        });
    }

    private static double Mean(double[] values)
    {
        double[] present = [.. values.Where(value => !double.IsNaN(value))];
        return present.Length == 0 ? 0 : present.Aggregate(0.0, (sum, value) => sum + value) / present.Length;
    }

    private static double Weigh(params double[][] readings)
    {
        var sums = new double[SeedWeight.Features];
        var present = new long[SeedWeight.Features];
        foreach (var reading in readings)
        {
            SeedWeight.Add(sums, present, reading);
        }

        return SeedWeight.Weight(sums, present);
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
