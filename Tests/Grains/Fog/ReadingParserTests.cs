using System.Text;
using FederatedOrleans.Grains.Fog;

namespace FederatedOrleans.Tests.Grains.Fog;

[Trait("Category", "Unit")]
public sealed class ReadingParserTests
{
    private static readonly string[] Features = ["temperature", "vibration"];

    [Theory]
    [InlineData("""{"sensor_id":"s1","temperature":26.5,"vibration":0.03}""", 26.5, 0.03)]
    [InlineData("""{"vibration":0.03,"temperature":26.5}""", 26.5, 0.03)]
    [InlineData("""{"temperature":26.5}""", 26.5, double.NaN)]
    [InlineData("""{"temperature":26.5,"vibration":null}""", 26.5, double.NaN)]
    [InlineData("{}", double.NaN, double.NaN)]
    [InlineData("  {  }  ", double.NaN, double.NaN)]
    [InlineData("""{"Temperature":26.5}""", double.NaN, double.NaN)]
    [InlineData("""{"\u0074emperature":-1e-3}""", -1e-3, double.NaN)]
    [InlineData("""{"temperature":1,"temperature":2}""", 2, double.NaN)]
    [InlineData("""{"temperature":1,"temperature":null}""", double.NaN, double.NaN)]
    [InlineData("""{"temperature":"x","temperature":26.5}""", 26.5, double.NaN)]
    [InlineData("""{"place":{"temperature":"x","timestamp":false},"temperature":7,"list":[{"vibration":[]}]}""", 7, double.NaN)]
    [InlineData("""{"temperature":1e100,"vibration":5e-324}""", 1e100, double.Epsilon)]
    public void TryParse_Reading_TakesTheLastValueOfEachFeature(string json, double temperature, double vibration)
    {
        var (accepted, values, time, reason) = Parse(json);

        Assert.True(accepted, reason);
        Assert.Equal([temperature, vibration], values);
        Assert.Null(time);
        Assert.Empty(reason);
    }

    [Theory]
    [InlineData("1700000001234", 1_700_000_001_234)]
    [InlineData("0", 0L)]
    [InlineData("253402300799999", 253_402_300_799_999)]
    [InlineData("\"2023-11-14T22:13:21.234Z\"", 1_700_000_001_234)]
    [InlineData("\"2023-11-14T22:13:21.234\"", 1_700_000_001_234)]
    [InlineData("\"2023-11-15T00:13:21.2349999+02:00\"", 1_700_000_001_234)]
    [InlineData("\"2023-11-14T22:13:21\\u002e234Z\"", 1_700_000_001_234)]
    [InlineData("\"2023-11-14\"", 1_699_920_000_000)]
    [InlineData("\"1969-12-31T23:59:59.9995Z\"", -1L)]
    [InlineData("\"0001-01-01\"", -62_135_596_800_000)]
    [InlineData("\"9999-12-31T23:59:59.9999999Z\"", 253_402_300_799_999)]
    [InlineData("null", null)]
    [InlineData("\"yesterday\",\"timestamp\":5", 5L)]
    public void TryParse_Timestamp_IsInUnixMilliseconds(string timestamp, long? expected)
    {
        var (accepted, _, time, reason) = Parse($"{{\"timestamp\":{timestamp}}}");

        Assert.True(accepted, reason);
        Assert.Equal(expected, time);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" ", "json")]
    [InlineData("{", "json")]
    [InlineData("{} x", "json")]
    [InlineData("{}{}", "json")]
    [InlineData("\ufeff{}", "json")]
    [InlineData("{/* */}", "json")]
    [InlineData("""{"temperature":1,}""", "json")]
    [InlineData("""{"temperature":01}""", "json")]
    [InlineData("""{"temperature":NaN}""", "json")]
    [InlineData("""{"\ud800 is half a pair":1}""", "json")]
    [InlineData("[]", "object")]
    [InlineData("null", "object")]
    [InlineData("26.5", "object")]
    [InlineData("""{"temperature":"26.5"}""", "feature")]
    [InlineData("""{"temperature":1e999}""", "feature")]
    [InlineData("""{"vibration":-1e999}""", "feature")]
    [InlineData("""{"vibration":true}""", "feature")]
    [InlineData("""{"vibration":[0.03]}""", "feature")]
    [InlineData("""{"vibration":{"vibration":0.03}}""", "feature")]
    [InlineData("""{"temperature":1,"temperature":"x"}""", "feature")]
    [InlineData("""{"timestamp":1.7e12}""", "timestamp")]
    [InlineData("""{"timestamp":-1}""", "timestamp")]
    [InlineData("""{"timestamp":253402300800000}""", "timestamp")]
    [InlineData("""{"timestamp":99999999999999999999}""", "timestamp")]
    [InlineData("""{"timestamp":"yesterday"}""", "timestamp")]
    [InlineData("""{"timestamp":"0001-01-01T00:00:00+14:00"}""", "timestamp")]
    [InlineData("""{"timestamp":"9999-12-31T23:59:59-14:00"}""", "timestamp")]
    [InlineData("""{"timestamp":""}""", "timestamp")]
    [InlineData("""{"timestamp":true}""", "timestamp")]
    [InlineData("""{"timestamp":{}}""", "timestamp")]
    [InlineData("""{"timestamp":5,"timestamp":"yesterday"}""", "timestamp")]
    public void TryParse_NoReading_NamesTheReason(string json, string expected)
    {
        var (accepted, _, _, reason) = Parse(json);

        Assert.False(accepted);
        Assert.Equal(expected, reason);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData(new byte[] { 0x1f, 0x8b, 0x08, 0x00 })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xed, 0xa0, 0x80, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    public void TryParse_BytesThatAreNoUtf8_SaysSo(byte[] json)
    {
        Assert.False(new ReadingParser(Features).TryParse(json, new double[2], out _, out var reason));
        Assert.Equal("utf-8", reason);
    }

    [Fact]
    public void TryParse_NestedTooDeep_IsMalformed()
    {
        Assert.True(Parse($"{{\"x\":{new string('[', 63)}{new string(']', 63)}}}").Accepted);
        Assert.Equal("json", Parse($"{{\"x\":{new string('[', 64)}{new string(']', 64)}}}").Reason);
    }

    [Fact]
    public void TryParse_AfterAnotherReading_KeepsNothingOfIt()
    {
        ReadingParser parser = new(Features);
        double[] values = [0, 0];
        parser.TryParse("""{"timestamp":5,"temperature":1,"vibration":2}"""u8, values, out _, out _);

        Assert.True(parser.TryParse("{}"u8, values, out var time, out _));
        Assert.Null(time);
        Assert.Equal([double.NaN, double.NaN], values);
    }

    [Fact]
    public void TryParse_TenThousandReadings_AllocatesNothing()
    {
        string[] readings =
        [
            """{"sensor_id":"s1","temperature":26.5,"vibration":0.03}""",
            """{"sensor_id":"s1","timestamp":1700000001234,"temperature":26.5,"vibration":null}""",
            """{"sensor_id":"s1","timestamp":"2023-11-15T00:13:21.2345678+02:00","temperature":26.5}""",
            """{"\u0074emperature":1,"unit":{"t":["C"]},"place":"Käfer"}""",
            "{}",
        ];
        byte[][] json = [.. readings.Select(Encoding.UTF8.GetBytes)];
        ReadingParser parser = new(Features);
        var values = new double[2];
        Assert.Equal(json.Length, ParseAll(json.Length));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var accepted = ParseAll(10_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((10_000, 0L), (accepted, allocated));

        int ParseAll(int count)
        {
            var good = 0;
            for (var i = 0; i < count; i++)
            {
                good += parser.TryParse(json[i % json.Length], values, out _, out _) ? 1 : 0;
            }

            return good;
        }
    }

    private static (bool Accepted, double[] Values, long? Time, string Reason) Parse(string json)
    {
        var values = new double[2];
        var accepted = new ReadingParser(Features).TryParse(Encoding.UTF8.GetBytes(json), values, out var time, out var reason);
        return (accepted, values, time, reason);
    }
}
