using System.Text;

namespace FederatedOrleans.Tests.Oracle;

[Trait("Category", "Unit")]
public sealed class FederationOracleTests
{
    private static readonly OracleSettings Settings = new(5_000, 1_000, 60_000, ["temperature", "vibration"], ["default/0", "default/1"]);

    [Fact]
    public void Compute_OneReading_IsTheSeedWeight()
    {
        var result = Compute([(1_000, """{"sensor_id":"s1","temperature":26.5,"vibration":0.03}""")]);

        var round = Assert.Single(result.Rounds);
        Assert.Equal(14.75, round.GlobalWeight);
        Assert.Equal(14.75, round.RunningMean);
        Assert.Equal(["default/0"], round.Participants);
    }

    [Theory]
    [InlineData("""{"temperature":26.5}""", 13.25)]
    [InlineData("""{"temperature":26.5,"vibration":null}""", 13.25)]
    [InlineData("""{"vibration":0.03}""", 1.5)]
    [InlineData("{}", 0.0)]
    [InlineData("""{"temperature":"x","temperature":26.5}""", 13.25)]
    public void Compute_MissingFeature_CountsAsZero(string json, double weight)
    {
        var result = Compute([(1_000, json)]);

        Assert.Equal(weight, Assert.Single(result.Rounds).GlobalWeight);
        Assert.Equal(0, result.Participants["default/0"].Malformed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} x")]
    [InlineData("""{"\ud800 is half a pair":1}""")]
    [InlineData("""{"temperature":"26.5"}""")]
    [InlineData("""{"temperature":1e999}""")]
    [InlineData("""{"timestamp":1.7e12}""")]
    [InlineData("""{"timestamp":-1}""")]
    [InlineData("""{"timestamp":253402300800000}""")]
    [InlineData("""{"timestamp":"yesterday"}""")]
    [InlineData("""{"timestamp":true}""")]
    public void Compute_NoReading_IsMalformed(string? json)
    {
        var result = Compute([(1_000, json)]);

        Assert.Equal(1, result.Participants["default/0"].Malformed);
        Assert.Empty(result.Rounds);
    }

    [Fact]
    public void Compute_BytesThatAreNoUtf8_AreMalformed()
    {
        byte[] value = [.. """{"sensor_id":"""u8, (byte)'"', 0xff, (byte)'"', (byte)'}'];

        var result = Compute(new Dictionary<string, IReadOnlyList<SensorRecord>> { ["default/0"] = [new(0, 1_000, value)] });

        Assert.Equal(1, result.Participants["default/0"].Malformed);
    }

    [Theory]
    [InlineData("""{"timestamp":1700000001234}""", 1_700_000_000_000)]
    [InlineData("""{"timestamp":"2023-11-14T22:13:21.234Z"}""", 1_700_000_000_000)]
    [InlineData("""{"timestamp":"2023-11-14T22:13:21.234"}""", 1_700_000_000_000)]
    [InlineData("""{"timestamp":"2023-11-15T00:13:21.2345678+02:00"}""", 1_700_000_000_000)]
    [InlineData("""{"timestamp":"2023-11-14"}""", 1_699_920_000_000)]
    [InlineData("""{"timestamp":null}""", 1_700_000_005_000)]
    public void Compute_Timestamp_IsTheEventTime(string json, long start)
    {
        var result = Compute([(1_700_000_005_000, json)]);

        Assert.Equal(start, Assert.Single(result.Participants["default/0"].Windows).Start);
    }

    [Fact]
    public void Compute_ReadingBehindTheLateness_ClosesTheWindowAndLaterOnesAreLate()
    {
        var result = Compute(
        [
            (1_000, """{"temperature":10}"""),
            (5_999, """{"temperature":20}"""),
            (4_999, """{"temperature":30}"""),
            (6_000, """{"temperature":40}"""),
            (4_999, """{"temperature":50}"""),
        ]);

        var participant = result.Participants["default/0"];
        Assert.Equal((4, 1, 0, 0), (participant.Readings, participant.Late, participant.Future, participant.Malformed));
        Assert.Equal(4, participant.Present["temperature"]);
        Assert.Equal(5_000, participant.ClosedThrough);
        Assert.Equal(
            [(0L, 2L, 10.0), (5_000L, 2L, 15.0)], participant.Windows.Select(window => (window.Start, window.Samples, window.Weight)));
    }

    [Fact]
    public void Compute_GapOfWindows_IsClosedThroughItsEnd()
    {
        var result = Compute([(1_000, "{}"), (63_000, "{}")]);

        Assert.Equal(60_000, result.Participants["default/0"].ClosedThrough);
    }

    [Fact]
    public void Compute_FutureReading_MovesNothing()
    {
        var result = Compute([(1_000, "{}"), (1_000, """{"timestamp":61001}"""), (1_000, """{"timestamp":2000}""")]);

        var participant = result.Participants["default/0"];
        Assert.Equal((2, 1), (participant.Readings, participant.Future));
        Assert.Equal(0, participant.ClosedThrough);
    }

    [Fact]
    public void Compute_TwoParticipants_AverageTheirWeightsPerWindow()
    {
        var result = Compute(new Dictionary<string, IReadOnlyList<SensorRecord>>
        {
            ["default/1"] = Records([(1_000, """{"temperature":30}"""), (6_000, """{"temperature":50}""")]),
            ["default/0"] = Records([(2_000, """{"temperature":10}""")]),
        });

        Assert.Equal(
            [(1L, 0L, 2L, 10.0, 10.0), (2L, 5_000L, 1L, 25.0, 15.0)],
            result.Rounds.Select(round => (round.Version, round.WindowStart, round.Samples, round.GlobalWeight, round.RunningMean)));
        Assert.Equal(["default/0", "default/1"], result.Rounds[0].Participants);
    }

    private static OracleResult Compute(IReadOnlyList<(long Time, string? Json)> records) =>
        Compute(new Dictionary<string, IReadOnlyList<SensorRecord>> { ["default/0"] = Records(records) });

    private static OracleResult Compute(Dictionary<string, IReadOnlyList<SensorRecord>> records) =>
        FederationOracle.Compute(Settings, records);

    private static List<SensorRecord> Records(IReadOnlyList<(long Time, string? Json)> records) =>
        [.. records.Select((record, offset) => new SensorRecord(offset, record.Time, Bytes(record.Json)))];

    private static byte[]? Bytes(string? json) => json is null ? null : Encoding.UTF8.GetBytes(json);
}
