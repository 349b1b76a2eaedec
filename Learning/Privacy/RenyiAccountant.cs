namespace FederatedOrleans.Learning.Privacy;

/// <summary>
/// How much a training with the Poisson-sampled Gaussian mechanism tells about any one example: its Rényi differential privacy (Mironov, Talwar and
/// Zhang, arXiv 1908.10530), and the (epsilon, delta) that it implies (Balle et al., arXiv 1905.09982, theorem 21).
/// </summary>
/// <remarks>For people to read: it uses logarithms and exponentials of the platform, and nothing of it may enter a hash.</remarks>
public static class RenyiAccountant
{
    private const double Negligible = -30;
    private const double MaxOrder = 1e6;

    /// <summary>Orders that find the best epsilon closely in practice: 1.1 to 10.9, 12 to 63, 128, 256 and 512.</summary>
    public static IReadOnlyList<double> Orders { get; } =
        [.. Enumerable.Range(11, 99).Select(tenths => tenths / 10.0), .. Enumerable.Range(12, 52).Select(order => (double)order), 128, 256, 512];

    /// <summary>The Rényi divergence of a number of steps, per order.</summary>
    /// <param name="samplingRate">The probability with which an example takes part in a step, 0 to 1.</param>
    /// <param name="noise">The standard deviation of the noise, divided by the norm that a contribution is clipped to; above 0.</param>
    /// <param name="steps">The number of steps, 0 or more.</param>
    /// <param name="orders">The orders, all above 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double[] Divergences(double samplingRate, double noise, long steps, IReadOnlyList<double> orders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (!(samplingRate is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(samplingRate), samplingRate, "A sampling rate is between 0 and 1.");
        }

        if (!(noise > 0 && double.IsFinite(noise)))
        {
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "Noise is above 0.");
        }

        return [.. orders.Select(order => order is > 1 and <= MaxOrder ? steps * Divergence(samplingRate, noise, order)
            : throw new ArgumentOutOfRangeException(nameof(orders), order, "An order is above 1 and at most 1,000,000."))];
    }

    /// <summary>The smallest epsilon that the divergences imply.</summary>
    /// <param name="orders">The orders, all above 1.</param>
    /// <param name="divergences">The divergence of each.</param>
    /// <param name="delta">The probability with which more may be told, between 0 and 1.</param>
    /// <returns>Epsilon, 0 or more, and the order that gives it.</returns>
    /// <exception cref="ArgumentException">There are no orders, or another number of divergences, or delta is out of range.</exception>
    public static (double Epsilon, double Order) Epsilon(IReadOnlyList<double> orders, IReadOnlyList<double> divergences, double delta)
    {
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(divergences);
        if (orders.Count == 0 || orders.Count != divergences.Count)
        {
            throw new ArgumentException($"There are {orders.Count} orders and {divergences.Count} divergences.", nameof(divergences));
        }

        if (!(delta is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "Delta is between 0 and 1.");
        }

        var (epsilon, best) = orders
            .Zip(divergences, (order, divergence) => (
                Epsilon: divergence - ((Math.Log(delta) + Math.Log(order)) / (order - 1)) + Math.Log((order - 1) / order), Order: order))
            .MinBy(pair => pair.Epsilon);
        return (Math.Max(0, epsilon), best);
    }

    /// <summary>The divergence of one step.</summary>
    private static double Divergence(double samplingRate, double noise, double order) => samplingRate switch
    {
        0 => 0,
        1 => order / (2 * noise * noise),
        _ => (order == Math.Floor(order) ? LogMomentOfInteger(samplingRate, noise, (int)order) : LogMoment(samplingRate, noise, order)) / (order - 1),
    };

    /// <summary>Section 3.3: the binomial sum over <c>C(a, i) (1 - q)^(a - i) q^i exp((i² - i) / (2 s²))</c>.</summary>
    private static double LogMomentOfInteger(double q, double noise, int order)
    {
        var (sum, binomial) = (double.NegativeInfinity, 0.0);
        for (var i = 0; i <= order; i++)
        {
            sum = LogAdd(sum, binomial + (i * Math.Log(q)) + ((order - i) * Math.Log(1 - q)) + (((double)i * i) - i) / (2 * noise * noise));
            binomial += Math.Log(order - i) - Math.Log(i + 1);
        }

        return sum;
    }

    /// <summary>
    /// Section 3.3: two series, one for each side of the point where both densities weigh the same. Behind the order their terms alternate in sign;
    /// all are added here, which bounds the sum from above and never understates what is told.
    /// </summary>
    private static double LogMoment(double q, double noise, double order)
    {
        var middle = (noise * noise * Math.Log((1 / q) - 1)) + 0.5;
        var scale = Math.Sqrt(2) * noise;
        var (left, right) = (double.NegativeInfinity, double.NegativeInfinity);
        var binomial = 0.0;
        for (var i = 0; ; i++)
        {
            var j = order - i;
            var first = binomial + (i * Math.Log(q)) + (j * Math.Log(1 - q)) + ((((double)i * i) - i) / (2 * noise * noise))
                + LogHalfErfc((i - middle) / scale);
            var second = binomial + (j * Math.Log(q)) + (i * Math.Log(1 - q)) + (((j * j) - j) / (2 * noise * noise))
                + LogHalfErfc((middle - j) / scale);
            left = LogAdd(left, first);
            right = LogAdd(right, second);
            if (i > order && Math.Max(first, second) < Negligible)
            {
                return LogAdd(left, right);
            }

            binomial += Math.Log(Math.Abs(j)) - Math.Log(i + 1);
        }
    }

    private static double LogHalfErfc(double x) => Math.Log(0.5) + ErrorFunction.LogComplement(x);

    private static double LogAdd(double a, double b)
    {
        var (small, large) = a < b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(small) ? large : large + Math.Log(1 + Math.Exp(small - large));
    }
}
