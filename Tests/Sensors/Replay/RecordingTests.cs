using System.Globalization;
using System.Text;
using CsCheck;
using FederatedOrleans.Sensors.Replay;

namespace FederatedOrleans.Tests.Sensors.Replay;

[Trait("Category", "Unit")]
public sealed class RecordingTests : IDisposable
{
    private readonly RecordingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Merged_GoesByEventTimeAndThenByFile()
    {
        var a = _folder.Write("a.csv", "time,t", "1000,1", "3000,2", "3000,3");
        var b = _folder.Write("b.csv", "time,t", "2000,4", "3000,5", "4000,6");

        Assert.Equal(
            ["a 1000 1", "b 2000 4", "a 3000 2", "a 3000 3", "b 3000 5", "b 4000 6"],
            Read(Options(a, b)).Select(Describe));
    }

    [Fact]
    public void Read_NotMerged_GoesFileAfterFile()
    {
        var a = _folder.Write("a.csv", "time,t", "1000,1", "3000,2");
        var b = _folder.Write("b.csv", "time,t", "2000,4", "4000,6");
        var options = Options(b, a);
        options.Merge = false;

        Assert.Equal(["b 2000 4", "b 4000 6", "a 1000 1", "a 3000 2"], Read(options).Select(Describe));
    }

    [Theory]
    [InlineData(true, "a 1000 1", "b 1000 4", "b 1500 6", "a 3000 2")]
    [InlineData(false, "a 1000 1", "a 3000 2", "b 1000 4", "b 1500 6")]
    public void Read_Aligned_StartsEveryFileWhenTheEarliestDoes(bool merge, params string[] expected)
    {
        var a = _folder.Write("a.csv", "time,t", "1000,1", "3000,2");
        var b = _folder.Write("b.csv", "time,t", "900000,4", "900500,6");
        var options = Options(a, b);
        options.Align = true;
        options.Merge = merge;

        Assert.Equal(expected, Read(options).Select(Describe));
    }

    [Fact]
    public void Read_FilesInOrderOfTime_MergesLikeAStableSort() =>
        Gen.Int[0, 30].List[0, 15].Array[1, 6].Sample(
            files =>
            {
                using RecordingFolder folder = new();
                List<(int Time, int File, int Row)> rows = [];
                List<string> paths = [];
                foreach (var (file, times) in files.Index())
                {
                    int[] sorted = [.. times.Order()];
                    rows.AddRange(sorted.Index().Select(row => (row.Item, file, row.Index)));
                    paths.Add(folder.Write($"{file}.csv", sorted.Select((time, row) => $"{time},{row}").Prepend("time,t")));
                }

                var expected = rows.OrderBy(row => row.Time).Select(row => $"{row.File} {row.Time} {row.Row}");
                return Read(Options([.. paths])).Select(Describe).SequenceEqual(expected);
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Read_FieldsOfAllKinds_WritesTheMappedOnesInTheirOrder()
    {
        var file = _folder.Write(
            "pump 1.csv", "\"when\"; Vibration ;other;Temp", "2020-03-09 10:14:33;\"0.25\";x;-1.5e2", "2020-03-09 10:14:34;;y;7");
        ReplayOptions options = new()
        {
            Files = [file],
            Delimiter = ';',
            TimeColumn = "when",
            Features = [new("temperature", "Temp"), new("vibration", "Vibration")],
        };

        var readings = Read(options);

        Assert.Equal(
            [
                """{"sensor_id":"pump 1","timestamp":1583748873000,"temperature":-150,"vibration":0.25}""",
                """{"sensor_id":"pump 1","timestamp":1583748874000,"temperature":7,"vibration":null}""",
            ],
            readings.Select(reading => Encoding.UTF8.GetString(reading.Value)));
        Assert.All(readings, reading => Assert.Equal("pump 1", Encoding.UTF8.GetString(reading.Key)));
    }

    [Fact]
    public void Read_SensorIdFromColumn_KeysEachRowByIt()
    {
        var file = _folder.Write("a.csv", "time,id,t", "1,s1,1", "2,s2,2", "3,s2,3");
        var options = Options(file);
        options.SensorIdColumn = "id";

        Assert.Equal(["s1", "s2", "s2"], Read(options).Select(reading => Encoding.UTF8.GetString(reading.Key)));
    }

    [Theory]
    [InlineData("3000,warm", "line 3, column 't': expected a number with a point, or nothing, found 'warm'.")]
    [InlineData("3000,NaN", "line 3, column 't': expected a number with a point, or nothing, found 'NaN'.")]
    [InlineData("later,2",
        "line 3, column 'time': expected a time: ISO 8601 such as 2020-03-09 10:14:33, or Unix milliseconds, found 'later'.")]
    [InlineData(",2", "line 3, column 'time': expected a time: ISO 8601 such as 2020-03-09 10:14:33, or Unix milliseconds, found ''.")]
    [InlineData("3000", "line 3: expected 2 columns as in the header, found 1.")]
    [InlineData("3000,2,3", "line 3: expected 2 columns as in the header, found 3.")]
    [InlineData("3000,\"2", "line 3: expected fields with closed quotes")]
    public void Read_BadRow_NamesFileLineColumnAndWhatWasExpected(string row, string message)
    {
        var file = _folder.Write("a.csv", "time,t", "1000,1", row, "4000,4");

        var exception = Assert.Throws<FederatedOrleans.Sensors.SensorDataException>(() => Read(Options(file)));

        Assert.StartsWith($"{file}, {message}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BadRowsSkipped_CountsThem()
    {
        var a = _folder.Write("a.csv", "time,t", "first,0", "1000,1", "2000,warm", "3000,3,3", "4000,4");
        var b = _folder.Write("b.csv", "time,t", "nothing,good");
        var options = Options(a, b);
        options.SkipBadRows = true;
        using Recording recording = new(options);

        Assert.Equal(["a 1000 1", "a 4000 4"], recording.Read().Select(Describe));
        Assert.Equal(4, recording.SkippedRows);
        Assert.Equal(recording.TotalBytes, recording.ReadBytes);
    }

    [Fact]
    public void Constructor_ColumnMissing_NamesThoseThereAre()
    {
        var file = _folder.Write("a.csv", "time,temp", "1,1");

        var exception = Assert.Throws<FederatedOrleans.Sensors.SensorDataException>(() => new Recording(Options(file)));

        Assert.Equal($"{file}, line 1: expected a column 't', found 'time', 'temp'.", exception.Message);
    }

    [Fact]
    public void Read_EmptyFiles_GivesNothing()
    {
        var file = _folder.Write("a.csv", "time,t");

        Assert.Empty(Read(Options(file)));
    }

    [Fact]
    public void Read_SkabAligned_GivesEveryReadingInOrderOfTime()
    {
        var folder = Path.Combine(RepositoryFolder.Path, "..", "shared", "data", "skab");
        Assert.SkipUnless(Directory.Exists(folder), "../shared/data/skab is not there.");
        using Recording recording = new(new ReplayOptions
        {
            Files = [.. Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal)],
            Delimiter = ';',
            TimeColumn = "datetime",
            Features = [new("temperature", "Temperature"), new("vibration", "Accelerometer1RMS")],
            Align = true,
        });

        List<ReplayedReading> readings = [.. recording.Read()];

        Assert.Equal(37_401, readings.Count);
        Assert.Equal(34, readings.Select(reading => reading.SensorId).Distinct().Count());
        Assert.Contains(readings, reading => reading.SensorId == "valve1-0");
        Assert.Equal(readings.OrderBy(reading => reading.Timestamp).ThenBy(reading => reading.FileIndex), readings);
        var start = new DateTimeOffset(2020, 2, 8, 16, 6, 48, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.All(readings.GroupBy(reading => reading.FileIndex), file => Assert.Equal(start, file.First().Timestamp));
    }

    private static ReplayOptions Options(params string[] files) => new() { Files = files, TimeColumn = "time", Features = [new("t", "t")] };

    private static List<ReplayedReading> Read(ReplayOptions options)
    {
        using Recording recording = new(options);
        return [.. recording.Read()];
    }

    // Sensor, event time and the value of "t".
    private static string Describe(ReplayedReading reading)
    {
        using var json = System.Text.Json.JsonDocument.Parse(reading.Value);
        var value = json.RootElement.GetProperty("t").GetDouble();
        Assert.Equal(reading.Timestamp, json.RootElement.GetProperty("timestamp").GetInt64());
        return string.Create(CultureInfo.InvariantCulture, $"{reading.SensorId} {reading.Timestamp} {value}");
    }
}
