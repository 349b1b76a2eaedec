using System.Buffers;
using System.Globalization;
using System.Text;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>Makes text of bytes that anyone may have sent: on one line, and without anything that a terminal would obey.</summary>
internal static class PrintableText
{
    private const char More = '…';

    /// <summary>
    /// The beginning of UTF-8 text. Control and format characters are escaped as in C#, bytes that are no UTF-8 as <c>\xff</c>.
    /// </summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="maxLength">How many characters are wanted at most; an ellipsis follows where there are more.</param>
    public static string Of(ReadOnlySpan<byte> utf8, int maxLength)
    {
        StringBuilder text = new();
        while (!utf8.IsEmpty)
        {
            var isText = Rune.DecodeFromUtf8(utf8, out var rune, out var length) == OperationStatus.Done;
            var piece = isText ? Of(rune) : Escape(utf8[..length]);
            if (text.Length + piece.Length > maxLength)
            {
                return text.Append(More).ToString();
            }

            text.Append(piece);
            utf8 = utf8[length..];
        }

        return text.ToString();
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{byte}, int)"/>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">How many characters are wanted at most; an ellipsis follows where there are more.</param>
    public static string Of(string text, int maxLength) => Of(Encoding.UTF8.GetBytes(text), maxLength);

    private static string Of(Rune rune) => rune.Value switch
    {
        '\t' => @"\t",
        '\n' => @"\n",
        '\r' => @"\r",
        var value when !IsObeyed(Rune.GetUnicodeCategory(rune)) => rune.ToString(),
        var value and <= char.MaxValue => $@"\u{value:x4}",
        var value => $@"\U{value:x8}",
    };

    private static bool IsObeyed(UnicodeCategory category) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        foreach (var value in bytes)
        {
            text.Append(CultureInfo.InvariantCulture, $@"\x{value:x2}");
        }

        return text.ToString();
    }
}
