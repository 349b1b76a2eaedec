namespace FederatedOrleans.Learning.Privacy;

/// <summary>The complementary error function, to about 14 digits.</summary>
internal static class ErrorFunction
{
    /// <summary>From here on the continued fraction is exact after few terms.</summary>
    private const double Far = 2;

    private const int Terms = 150;

    /// <summary>The natural logarithm of <c>erfc(x)</c>, also where that is too small for a number.</summary>
    /// <param name="x">Any number.</param>
    public static double LogComplement(double x) => x switch
    {
        >= Far => -(x * x) + Math.Log(Fraction(x)) - (0.5 * Math.Log(Math.PI)),
        >= 0 => Math.Log(1 - Series(x)),
        > -Far => Math.Log(1 + Series(-x)),
        _ => Math.Log(2 - Math.Exp(LogComplement(-x))),
    };

    /// <summary>erf(x): Abramowitz and Stegun, 7.1.6.</summary>
    private static double Series(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; term > sum * 1e-18; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>The continued fraction of <c>sqrt(pi) exp(x²) erfc(x)</c>: Abramowitz and Stegun, 7.1.14.</summary>
    private static double Fraction(double x)
    {
        var tail = x;
        for (var n = Terms; n > 0; n--)
        {
            tail = x + (n / 2.0 / tail);
        }

        return 1 / tail;
    }
}
