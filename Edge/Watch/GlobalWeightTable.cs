using System.Globalization;

namespace FederatedOrleans.Edge.Watch;

/// <summary>The table that shows the global weight: two decimals, centred; numbers that are too long widen it.</summary>
internal static class GlobalWeightTable
{
    private const string Header = "global_weight";

    /// <summary>Draws the table.</summary>
    /// <param name="weight">The global weight.</param>
    /// <returns>Five lines without a line break at the end.</returns>
    public static string Render(double weight)
    {
        var text = weight.ToString("F2", CultureInfo.InvariantCulture);
        text = text == "-0.00" ? "0.00" : text;
        var width = Math.Max(Header.Length, text.Length);
        var line = $"+{new string('-', width)}+";
        return string.Join('\n', line, $"|{Centre(Header, width)}|", line, $"|{Centre(text, width)}|", line);
    }

    private static string Centre(string text, int width) => text.PadLeft(text.Length + ((width - text.Length) / 2)).PadRight(width);
}
