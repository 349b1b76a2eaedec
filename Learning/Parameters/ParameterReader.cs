using System.Globalization;

namespace FederatedOrleans.Learning.Parameters;

/// <summary>
/// Reads the settings of a model or strategy from text. Names are compared without regard to case, as in all configuration. A value that is
/// not allowed, and at the end a setting that nobody asked for, is an <see cref="ArgumentException"/> whose message names it and what is
/// allowed.
/// </summary>
/// <param name="owner">The name of the model or strategy, for messages.</param>
/// <param name="parameters">The settings as configured.</param>
public sealed class ParameterReader(string owner, IReadOnlyDictionary<string, string> parameters)
{
    private readonly List<string> _known = [];

    /// <summary>Reads a number.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="fallback">Its default.</param>
    /// <param name="low">The smallest allowed value.</param>
    /// <param name="high">The largest allowed value.</param>
    public double Number(string name, double fallback, double low, double high) => Text(name) is not { } text ? fallback
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high ? value
        : throw Error(name, text, string.Create(CultureInfo.InvariantCulture, $"a number between {low} and {high}"));

    /// <summary>Reads an integer.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="fallback">Its default.</param>
    /// <param name="low">The smallest allowed value.</param>
    /// <param name="high">The largest allowed value.</param>
    public int Whole(string name, int fallback, int low, int high) => Text(name) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= low && value <= high ? value
        : throw Error(name, text, string.Create(CultureInfo.InvariantCulture, $"an integer between {low} and {high}"));

    /// <summary>Reads an integer that has no default.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="low">The smallest allowed value.</param>
    /// <param name="high">The largest allowed value.</param>
    public int Whole(string name, int low, int high) => IsSet(name) ? Whole(name, low, low, high)
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{owner}: {name} is not set; it must be an integer between {low} and {high}."));

    /// <summary>Reads yes or no.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="fallback">Its default.</param>
    public bool Flag(string name, bool fallback) => Text(name) is not { } text ? fallback
        : bool.TryParse(text, out var value) ? value
        : throw Error(name, text, "'true' or 'false'");

    /// <summary>Reads a power of two, written as <c>2^-20</c>.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="fallback">The exponent of its default.</param>
    /// <param name="low">The smallest allowed exponent.</param>
    /// <param name="high">The largest allowed exponent.</param>
    /// <returns>The exponent.</returns>
    public int PowerOfTwo(string name, int fallback, int low, int high) => Text(name) is not { } text ? fallback
        : text.StartsWith("2^", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(2), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= low && value <= high ? value
        : throw Error(name, text, string.Create(CultureInfo.InvariantCulture, $"a power of two between 2^{low} and 2^{high}"));

    /// <summary>Reads a setting that has no default and is one of several texts, compared with regard to case.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="choices">The allowed texts.</param>
    /// <returns>The index of the text.</returns>
    public int Choice(string name, IReadOnlyList<string> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        var text = Text(name)
            ?? throw new ArgumentException($"{owner}: {name} is not set; it must be one of: {string.Join(", ", choices)}.");
        for (var i = 0; i < choices.Count; i++)
        {
            if (choices[i] == text)
            {
                return i;
            }
        }

        throw Error(name, text, "one of: " + string.Join(", ", choices));
    }

    /// <summary>Ends the reading: whatever is configured must have been asked for.</summary>
    /// <exception cref="ArgumentException">A setting is unknown.</exception>
    public void RefuseOthers()
    {
        foreach (var (name, value) in parameters)
        {
            if (!_known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"{owner}: {name} is '{value}', but there is no such setting; "
                    + (_known.Count == 0 ? "there are none." : $"known are: {string.Join(", ", _known)}."));
            }
        }
    }

    private bool IsSet(string name) => parameters.Keys.Contains(name, StringComparer.OrdinalIgnoreCase);

    private string? Text(string name)
    {
        _known.Add(name);
        foreach (var (key, value) in parameters)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    private ArgumentException Error(string name, string text, string allowed) => new($"{owner}: {name} is '{text}'; it must be {allowed}.");
}
