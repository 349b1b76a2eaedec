using System.Text;
using System.Text.Json;

namespace FederatedOrleans.Tests.Oracle;

/// <summary>A reading as the oracle understands a record's value.</summary>
/// <param name="Values">One value per feature; null where it is missing or null.</param>
/// <param name="Timestamp">The reading's own time, Unix ms, or null.</param>
internal sealed record OracleReading(IReadOnlyList<double?> Values, long? Timestamp)
{
    private const long LargestTimestamp = 253_402_300_799_999;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="features">The features' fields.</param>
    /// <returns>The reading, or null where the record is none.</returns>
    public static OracleReading? Parse(byte[]? value, IReadOnlyList<string> features)
    {
        try
        {
            using var document = JsonDocument.Parse(StrictUtf8.GetString(value ?? []));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            // The last one of equal names wins.
            var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var name in features.Append("timestamp"))
            {
                foreach (var property in document.RootElement.EnumerateObject().Where(property => property.NameEquals(name)))
                {
                    fields[name] = property.Value;
                }
            }

            var numbers = features.Select(feature => ReadNumber(fields, feature)).ToArray();
            var (timeIsValid, time) = ReadTime(fields);
            return timeIsValid && numbers.All(number => number.IsValid) ? new([.. numbers.Select(number => number.Value)], time) : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // No JSON, no UTF-8, or half a surrogate pair where a text is wanted.
            return null;
        }
    }

    private static (bool IsValid, double? Value) ReadNumber(Dictionary<string, JsonElement> fields, string feature)
    {
        if (!fields.TryGetValue(feature, out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return (true, null);
        }

        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && Math.Abs(number) <= 1e100
            ? (true, number)
            : (false, null);
    }

    private static (bool IsValid, long? Time) ReadTime(Dictionary<string, JsonElement> fields)
    {
        if (!fields.TryGetValue("timestamp", out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return (true, null);
        }

        if (element.ValueKind == JsonValueKind.Number)
        {
            return element.TryGetInt64(out var milliseconds) && milliseconds is >= 0 and <= LargestTimestamp
                ? (true, milliseconds)
                : (false, null);
        }

        if (element.ValueKind != JsonValueKind.String || !element.TryGetDateTime(out var time))
        {
            return (false, null);
        }

        var ticks = (time.Kind == DateTimeKind.Unspecified ? time : time.ToUniversalTime()).Ticks - DateTime.UnixEpoch.Ticks;
        return (true, (long)Math.Floor(ticks / (decimal)TimeSpan.TicksPerMillisecond));
    }
}
