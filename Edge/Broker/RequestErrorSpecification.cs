using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Edge.Broker;

/// <summary>An error to answer requests with, written <c>CODE</c> or <c>CODExCOUNT</c>, such as <c>REQUEST_TIMED_OUTx3</c>.</summary>
/// <param name="Code">The error; <see cref="ErrorCode.Local_Transport"/> closes the connection.</param>
/// <param name="Count">How many requests get it, from 1 to <see cref="MaxCount"/>.</param>
internal sealed record RequestErrorSpecification(ErrorCode Code, int Count)
{
    /// <summary>Most requests one specification may fail.</summary>
    public const int MaxCount = 1000;

    private static readonly string Allowed =
        "CODE or CODExCOUNT is allowed: CODE an error a broker sends, by name (REQUEST_TIMED_OUT) or number (7), " +
        $"NO_ERROR or TRANSPORT (disconnect); COUNT 1 to {MaxCount}";

    // "Local_" marks errors that never travel; only the disconnect can be provoked from outside.
    private static readonly Dictionary<string, ErrorCode> CodesByName = Enum.GetNames<ErrorCode>()
        .Select(name => (Name: Normalize(name), Code: Enum.Parse<ErrorCode>(name)))
        .Where(error => error.Code >= ErrorCode.NoError)
        .Append(("TRANSPORT", ErrorCode.Local_Transport))
        .ToDictionary();

    /// <summary>Reads one specification; the case of names, and underscores within them, do not matter.</summary>
    /// <param name="text">The specification.</param>
    /// <param name="specification">What was read, when the result is true.</param>
    /// <param name="error">What is wrong and what is allowed, when the result is false.</param>
    /// <returns>Whether the specification is well formed.</returns>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out RequestErrorSpecification? specification, [NotNullWhen(false)] out string? error)
    {
        (string codeText, int count) = SplitCount(text);
        if (count is < 1 or > MaxCount || !TryParseCode(codeText, out ErrorCode code))
        {
            specification = null;
            error = $"'{text}' is not an error; {Allowed}";
            return false;
        }

        specification = new RequestErrorSpecification(code, count);
        error = null;
        return true;
    }

    private static (string Code, int Count) SplitCount(string text)
    {
        int separator = text.LastIndexOfAny(['x', 'X']);
        ReadOnlySpan<char> digits = text.AsSpan(separator + 1);
        bool hasCount = separator > 0 && !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
        if (!hasCount)
        {
            return (text, 1);
        }

        return (text[..separator], int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0);
    }

    private static bool TryParseCode(string text, out ErrorCode code)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            code = (ErrorCode)number;
            return CodesByName.ContainsValue(code);
        }

        return CodesByName.TryGetValue(Normalize(text), out code);
    }

    private static string Normalize(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
