using System.Diagnostics;
using System.Numerics;
using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Learning.Numerics;

/// <summary>
/// Turns values into whole multiples of a power of two, so that sums of them and of their products are exact. The largest is 2^43 times the
/// unit: the products of 2^40 readings then add up to at most 2^126.
/// </summary>
/// <param name="exponent">The unit is 2 to the power of it.</param>
internal sealed class Quantizer(int exponent)
{
    /// <summary>The largest magnitude of a quantised value.</summary>
    public const long Limit = 1L << 43;

    /// <summary>The largest number of readings that sums stand for.</summary>
    public const long MaxSamples = 1L << 40;

    /// <summary>The largest magnitude of a product.</summary>
    public static readonly Int128 SquaredLimit = (Int128)Limit * Limit;

    private readonly double _scale = Math.ScaleB(1, -exponent);

    /// <summary>The unit.</summary>
    public double Unit { get; } = Math.ScaleB(1, exponent);

    /// <summary>
    /// The variance of a value that is uniform within its unit: what quantisation alone adds, and so the least that can be told apart.
    /// </summary>
    public double Variance => Unit * Unit / 12;

    /// <summary>
    /// The quantiser of a model whose setting <c>Resolution</c> is the unit: a power of two from 2^-40 to 2^20, default 2^-20.
    /// </summary>
    /// <param name="parameters">The model's settings.</param>
    public static Quantizer Configured(ParameterReader parameters) => new(parameters.PowerOfTwo("Resolution", -20, -40, 20));

    /// <summary>Whether every present value is in range.</summary>
    /// <param name="values">The values; NaN where one is missing.</param>
    public bool Accepts(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (Math.Abs(value * _scale) > Limit)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The nearest multiple of the unit, ties to even.</summary>
    /// <param name="value">A value in range.</param>
    public long Quantize(double value)
    {
        var scaled = Math.Round(value * _scale);
        return Math.Abs(scaled) <= Limit
            ? (long)scaled
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A value is at most {Limit * Unit} in magnitude.");
    }

    /// <summary>The quotient of a sum of values and a count, in the unit of the values.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="count">The count, 1 or more.</param>
    public double Mean(Int128 sum, Int128 count) => ExactQuotient.Of(sum, count) * Unit;

    /// <summary>
    /// n times the sum of products less the product of sums, which is n times the sum of products of deviations; divided once.
    /// </summary>
    /// <param name="count">Number n of pairs.</param>
    /// <param name="product">Sum of their products.</param>
    /// <param name="first">Sum of the first of each pair.</param>
    /// <param name="second">Sum of the second of each pair.</param>
    /// <param name="divisor">What to divide by, 1 or more: n for the scatter, n (n - 1) for the covariance.</param>
    public double Scatter(Int128 count, Int128 product, Int128 first, Int128 second, BigInteger divisor)
    {
        Debug.Assert(count > 0, "Nothing is the scatter of nothing.");
        return ExactQuotient.Of(((BigInteger)count * product) - ((BigInteger)first * second), divisor) * (Unit * Unit);
    }
}
