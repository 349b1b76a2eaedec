using System.Text;
using CsCheck;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Grains.Fog;

[Trait("Category", "Unit")]
public sealed class ReadingParserPropertyTests
{
    private const int Iterations = 20_000;
    private static readonly string[] Features = ["temperature", "vibration"];

    private static readonly Gen<string> Names = Gen.OneOf(
        "temperature", "vibration", "timestamp", "sensor_id", "temperature", "vibration", "timestamp", "Temperature", "",
        "\\u0074emperature", "vibrat\\u0069on", "time\\u0073tamp", "temperature ", "\\ud83d\\ude00", "t\\ud800", "größe");

    private static readonly Gen<string> Values = Gen.OneOf(
        Gen.OneOf(
            "null", "true", "false", "{}", "[]", "26.5", "0.03", "-0", "0", "01", "1.", ".5", "+1", "1e999", "-1e999", "1e-999", "1E5",
            "1700000001234", "1.0", "253402300799999", "253402300800000", "-1", "9223372036854775808", "\"hot\"", "\"26.5\"",
            "\"\\ud800\"", "NaN", "\"Infinity\"", "[1,{\"temperature\":2}]",
            "{\"timestamp\":\"x\"}"),
        Gen.OneOf(
            "\"2023-11-14T22:13:21.234Z\"", "\"2023-11-14T22:13:21\"", "\"2023-11-14\"", "\"2023-11-14T22:13\"", "\"2023-02-29\"",
            "\"2024-02-29T24:00:00\"",
            "\"2023-11-15T00:13:21.2345678+02:00\"", "\"1969-12-31T23:59:59.9995Z\"",
            "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-00:01\"",
            "\"yesterday\"", "\"\"", "\"2023-11-14 22:13:21\""),
        Gen.Double.Select(number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static readonly Gen<string> Spaces = Gen.OneOf("", "", "", " ", "\n\t", "\u00a0");

    private static readonly Gen<string> Documents = Gen.Select(
        Gen.Select(Names, Values, Spaces, (name, value, space) => $"{space}\"{name}\"{space}:{value}{space}").Array[0, 6],
        Gen.OneOf("", "", "", "", "", " ", "x", ",", "}", "{}"),
        (fields, end) => $"{{{string.Join(',', fields)}}}{end}");

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Documents,
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1_000], Gen.OneOf(Gen.Byte, Gen.OneOf("\"{}[],:0.-e\\u"u8.ToArray()))).Array[0, 3],
        (json, changes) =>
        {
            List<byte> bytes = [.. Encoding.UTF8.GetBytes(json)];
            foreach (var (what, where, value) in changes)
            {
                var index = bytes.Count == 0 ? 0 : where % bytes.Count;
                switch (what)
                {
                    case 0:
                        bytes.Insert(index, value);
                        break;
                    case 1 when bytes.Count > 0:
                        bytes.RemoveAt(index);
                        break;
                    case 2 when bytes.Count > 0:
                        bytes[index] = value;
                        break;
                    default:
                        bytes.RemoveRange(index, bytes.Count - index);
                        break;
                }
            }

            return bytes.ToArray();
        });

    [Fact]
    public void TryParse_JsonOfAnyPieces_AgreesWithTheOracle() =>
        Documents.Sample(json => AgreesWithOracle(Encoding.UTF8.GetBytes(json)), iter: Iterations);

    [Fact]
    public void TryParse_JsonWithChangedBytes_AgreesWithTheOracle() => Mutated.Sample(AgreesWithOracle, iter: Iterations);

    [Fact]
    public void TryParse_AnyBytes_AgreesWithTheOracle() => Gen.Byte.Array[0, 20].Sample(AgreesWithOracle, iter: Iterations);

    private static void AgreesWithOracle(byte[] json)
    {
        var values = new double[Features.Length];
        var accepted = new ReadingParser(Features).TryParse(json, values, out var time, out var reason);
        var expected = OracleReading.Parse(json, Features);
        var text = Encoding.Latin1.GetString(json);

        Assert.True(accepted == expected is not null, $"accepted: {accepted} {reason}: {text}");
        Assert.Equal(accepted, reason.Length == 0);
        if (expected is not null)
        {
            Assert.True(expected.Timestamp == time, text);
            Assert.True(expected.Values.Select(Bits).SequenceEqual(values.Select(value => Bits(double.IsNaN(value) ? null : value))), text);
        }
    }

    private static long? Bits(double? value) => value is { } number ? BitConverter.DoubleToInt64Bits(number) : null;
}
