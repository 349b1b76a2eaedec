using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using FederatedOrleans.Sensors.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace FederatedOrleans.Tests.Sensors.Simulation;

[Trait("Category", "Unit")]
public sealed partial class SensorSimulatorTests
{
    private static readonly DateTimeOffset Start = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);

    [Fact]
    public void Next_SameOptions_MakesTheSameBytes() =>
        Gen.Select(Gen.Int, Gen.Int[1, 30], Gen.Double[0, 0.3], Gen.Double[0, 0.3], Gen.Double[0, 0.3])
            .Sample(
                (seed, sensors, nulls, missing, malformed) =>
                {
                    SimulationOptions options = new()
                    {
                        Seed = seed,
                        Sensors = sensors,
                        NullShare = nulls,
                        MissingShare = missing,
                        MalformedShare = malformed,
                    };
                    return Take(options, 200, Start).Select(Hex).SequenceEqual(Take(options, 200, Start).Select(Hex));
                },
                iter: 30);

    [Fact]
    public void Next_OtherTime_ChangesNothingButTheTimestamp()
    {
        SimulationOptions options = new() { NullShare = 0.2, MissingShare = 0.2 };

        var earlier = Take(options, 500, Start).Select(WithoutTime);
        var later = Take(options, 500, Start.AddDays(100)).Select(WithoutTime);

        Assert.Equal(earlier, later);
    }

    [Fact]
    public void Next_OtherSeed_MakesOtherReadings() =>
        Assert.NotEqual(
            Take(new SimulationOptions { Seed = 1 }, 50, Start).Select(Hex),
            Take(new SimulationOptions { Seed = 2 }, 50, Start).Select(Hex));

    [Fact]
    public void Next_WithoutFaults_MakesCompleteReadingsInTurn()
    {
        var readings = Take(new SimulationOptions { Sensors = 3 }, 3_000, Start);

        for (var i = 0; i < readings.Count; i++)
        {
            using var json = JsonDocument.Parse(readings[i].Value);
            var id = $"s{(i % 3) + 1}";
            Assert.Equal(ReadingKind.Complete, readings[i].Kind);
            Assert.Equal(id, Encoding.UTF8.GetString(readings[i].Key));
            Assert.Equal(
                ["sensor_id", "timestamp", "temperature", "vibration"],
                json.RootElement.EnumerateObject().Select(field => field.Name));
            Assert.Equal(id, json.RootElement.GetProperty("sensor_id").GetString());
            Assert.Equal(Start.ToUnixTimeMilliseconds(), json.RootElement.GetProperty("timestamp").GetInt64());
            Assert.InRange(json.RootElement.GetProperty("temperature").GetDouble(), 15, 35);
            Assert.InRange(json.RootElement.GetProperty("vibration").GetDouble(), 0, 0.25);
        }
    }

    [Fact]
    public void Next_Configured_KeepsTheShares()
    {
        const int Count = 20_000;
        SimulationOptions options = new() { Sensors = 100, NullShare = 0.10, MissingShare = 0.05, MalformedShare = 0.02 };

        var kinds = Take(options, Count, Start).CountBy(reading => reading.Kind).ToDictionary();

        // Five standard deviations of a binomial count are below these tolerances.
        Assert.InRange((double)kinds[ReadingKind.NullValue] / Count, 0.089, 0.111);
        Assert.InRange((double)kinds[ReadingKind.MissingField] / Count, 0.042, 0.058);
        Assert.InRange((double)kinds[ReadingKind.Malformed] / Count, 0.015, 0.025);
    }

    [Fact]
    public void Next_OnlyNulls_HasANullInEveryReading()
    {
        foreach (var reading in Take(new SimulationOptions { NullShare = 1 }, 500, Start))
        {
            using var json = JsonDocument.Parse(reading.Value);
            Assert.Contains(json.RootElement.EnumerateObject(), field => field.Value.ValueKind is JsonValueKind.Null);
            Assert.Equal(4, json.RootElement.EnumerateObject().Count());
        }
    }

    [Fact]
    public void Next_OnlyGaps_LacksFeaturesOrTimestamp()
    {
        HashSet<string> missing = [];
        foreach (var reading in Take(new SimulationOptions { MissingShare = 1 }, 500, Start))
        {
            using var json = JsonDocument.Parse(reading.Value);
            string[] present = [.. json.RootElement.EnumerateObject().Select(field => field.Name)];
            missing.Add(string.Join('+', new[] { "sensor_id", "timestamp", "temperature", "vibration" }.Except(present)));
        }

        Assert.Equal(["temperature", "temperature+vibration", "timestamp", "vibration"], missing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Next_OnlyMalformed_MakesNoValidReading()
    {
        var texts = 0;
        foreach (var reading in Take(new SimulationOptions { MalformedShare = 1 }, 500, Start))
        {
            try
            {
                using var json = JsonDocument.Parse(reading.Value);
                Assert.Equal(JsonValueKind.String, json.RootElement.GetProperty("temperature").ValueKind);
                texts++;
            }
            catch (JsonException)
            {
                Assert.NotEqual(0, reading.Value.Length);
            }
        }

        Assert.InRange(texts, 80, 170);
    }

    [Fact]
    public void Next_ManyReadings_AllocatesNothingPerReading()
    {
        using SensorSimulator simulator = new(new SimulationOptions { NullShare = 0.1, MissingShare = 0.1 }, new FakeTimeProvider(Start));
        Repeat(1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(10_000);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);

        void Repeat(int count)
        {
            for (var i = 0; i < count; i++)
            {
                simulator.Next();
            }
        }
    }

    private static List<SimulatedReading> Take(SimulationOptions options, int count, DateTimeOffset start)
    {
        using SensorSimulator simulator = new(options, new FakeTimeProvider(start));
        List<SimulatedReading> readings = [];
        for (var i = 0; i < count; i++)
        {
            var reading = simulator.Next();
            readings.Add(reading with { Value = reading.Value.ToArray() });
        }

        return readings;
    }

    private static string Hex(SimulatedReading reading) => Convert.ToHexString(reading.Value.Span);

    private static string WithoutTime(SimulatedReading reading) => Timestamp().Replace(Encoding.UTF8.GetString(reading.Value.Span), "time");

    [GeneratedRegex("\"timestamp\":[0-9]+")]
    private static partial Regex Timestamp();
}
