using FederatedOrleans.Chaos.Readings;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Chaos;

[Trait("Category", "Unit")]
public sealed class ReadingLogTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 60)]
    public void Counts_OfALog_AreWhatTheOracleFinds(int seed, double minutes)
    {
        var log = ReadingLog.Create(seed, LogShape.Of(minutes));
        var records = log.Partitions.Index().ToDictionary(
            partition => $"default/{partition.Index}",
            partition => (IReadOnlyList<SensorRecord>)[.. partition.Item.Select((reading, offset) => new SensorRecord(offset, reading.Timestamp, reading.Value))]);
        OracleSettings settings = new(
            LogShape.WindowMs, LogShape.LatenessMs, LogShape.MaxFutureSkewMs, ["temperature", "vibration"], [.. records.Keys]);

        var found = FederationOracle.Compute(settings, records);

        Assert.Equal(log.Counts, records.Keys.Select(participant => found.Participants[participant]).Select(
            counts => new ReadingCounts(counts.Readings, counts.Late, counts.Future, counts.Malformed)));
        Assert.All(log.Counts.Take(LogShape.Partitions - 1), counts => Assert.True(counts is { Counted: > 0, Late: > 0, Future: > 0, Malformed: > 0 }));
        Assert.Equal(LogShape.Of(minutes).Windows, found.Rounds.Count);
    }

    [Fact]
    public void Create_SameSeed_GivesTheSameBytes()
    {
        var (one, other, another) = (Values(5), Values(5), Values(6));

        Assert.Equal(one, other);
        Assert.NotEqual(one, another);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(20)]
    [InlineData(60)]
    public void Create_AnyLength_FitsIntoTheEmbeddedBroker(double minutes)
    {
        // What the broker keeps of a partition, less room for the batches' own bytes.
        const long Kept = 4_000_000;
        var log = ReadingLog.Create(1, LogShape.Of(minutes));

        Assert.All(log.Partitions, partition => Assert.True(partition.Sum(reading => (reading.Value?.Length ?? 0) + 30L) < Kept));
    }

    private static IEnumerable<string> Values(int seed) =>
        ReadingLog.Create(seed, LogShape.Of(0.5)).Partitions.SelectMany(partition => partition).Select(reading => Convert.ToHexString(reading.Value ?? []));
}
