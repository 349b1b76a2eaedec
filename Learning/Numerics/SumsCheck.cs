using System.Numerics;

namespace FederatedOrleans.Learning.Numerics;

/// <summary>Whether sums can come from quantised values at all: whoever sends them may be wrong or hostile.</summary>
internal static class SumsCheck
{
    /// <summary>Whether values can have a sum and a sum of squares: both are in range, and the variance is not negative.</summary>
    /// <param name="count">Number of values, 0 to <see cref="Quantizer.MaxSamples"/>.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="squares">The sum of their squares.</param>
    public static bool IsPossible(Int128 count, Int128 sum, Int128 squares) =>
        IsWithin(sum, count * Quantizer.Limit) && squares >= 0 && squares <= count * Quantizer.SquaredLimit
        && (BigInteger)sum * sum <= (BigInteger)count * squares;

    /// <summary>
    /// Whether pairs can have a sum of products: it is in range, and its square at most the product of the sums of squares.
    /// </summary>
    /// <param name="product">The sum of the products.</param>
    /// <param name="first">The sum of the squares of the first values, or more.</param>
    /// <param name="second">The sum of the squares of the second values, or more.</param>
    /// <param name="count">Number of pairs, 0 to <see cref="Quantizer.MaxSamples"/>.</param>
    public static bool IsPossible(Int128 product, Int128 first, Int128 second, Int128 count) =>
        IsWithin(product, count * Quantizer.SquaredLimit) && (BigInteger)product * product <= (BigInteger)first * second;

    /// <summary>Whether a number is within a bound of 0; without taking its magnitude, which the smallest has not.</summary>
    /// <param name="value">The number.</param>
    /// <param name="bound">The bound, 0 or more.</param>
    public static bool IsWithin(Int128 value, Int128 bound) => value <= bound && value >= -bound;
}
