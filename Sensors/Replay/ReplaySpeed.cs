using System.Globalization;

namespace FederatedOrleans.Sensors.Replay;

/// <summary>
/// How fast a recording is replayed: as fast as possible, or some times as fast as it was recorded.
/// </summary>
public readonly record struct ReplaySpeed
{
    private const double Lowest = 0.001;
    private const double Highest = 1_000_000;

    private ReplaySpeed(double factor) => Factor = factor;

    /// <summary>As fast as possible; the default value of this type.</summary>
    public static ReplaySpeed Max => default;

    /// <summary>As fast as recorded.</summary>
    public static ReplaySpeed Realtime => new(1);

    /// <summary>What <see cref="TryParse"/> allows, in words.</summary>
    public static string Allowed => "max, realtime, or Nx with N from 0.001 to 1,000,000 (such as 10x)";

    /// <summary>Seconds of the recording that pass in one second; 0 for <see cref="Max"/>.</summary>
    public double Factor { get; }

    /// <summary>Reads <c>max</c>, <c>realtime</c> or <c>Nx</c>, in letters of either case.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="speed">The speed, when the text is one.</param>
    /// <returns>Whether the text is a speed.</returns>
    public static bool TryParse(string? text, out ReplaySpeed speed)
    {
        speed = default;
        switch (text?.ToUpperInvariant())
        {
            case "MAX":
                return true;
            case "REALTIME":
                speed = Realtime;
                return true;
            case [.. var number, 'X']
                when double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
                    && factor is >= Lowest and <= Highest:
                speed = new ReplaySpeed(factor);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    /// <returns><c>max</c>, <c>realtime</c> or <c>Nx</c>.</returns>
    public override string ToString() => Factor switch
    {
        0 => "max",
        1 => "realtime",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Factor}x"),
    };
}
