using System.Globalization;
using System.Text;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Edge.Verify.Fog;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Edge.Verify.Fog;

[Trait("Category", "Unit")]
public sealed class FogVerifierTests
{
    public static TheoryData<string> Models => ["moments", "logistic"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Judge_WhatTheNodesRead_IsEqual(string model)
    {
        var verdicts = await JudgeAsync(RecordedFog.Create(model));

        Assert.True(verdicts.Count >= 5);
        Assert.All(verdicts, verdict => Assert.True(verdict.Kind == VerdictKind.Equal, verdict.ToString()));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Judge_OneReadingChanged_NamesTheVersionOfItsWindow(string model)
    {
        var fog = RecordedFog.Create(model);
        fog.Sensors[1][8] = fog.Sensors[1][8] with { Value = Encoding.UTF8.GetBytes("""{"a":1.5,"b":0.25,"y":1}""") };

        var verdicts = await JudgeAsync(fog);

        var different = Assert.Single(verdicts, verdict => verdict.Kind != VerdictKind.Equal);
        Assert.Equal((2, VerdictKind.Different), (different.Version, different.Kind));
        Assert.Contains("default/1", different.Difference!.What, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Judge_ReadingsRemoved_IsNotVerifiableWhereTheyCounted(string model)
    {
        var fog = RecordedFog.Create(model);
        fog.Low = 10;

        var verdicts = await JudgeAsync(fog);

        Assert.Equal((1, VerdictKind.NotVerifiable, 9L), (verdicts[0].Version, verdicts[0].Kind, verdicts[0].MissingOffset));
        Assert.Equal(VerdictKind.NotVerifiable, verdicts[1].Kind);
        Assert.All(verdicts.Skip(2), verdict => Assert.True(verdict.Kind == VerdictKind.Equal, verdict.ToString()));
    }

    [Fact]
    public async Task Judge_BaseIsGone_IsNotVerifiable()
    {
        var fog = RecordedFog.Create("logistic");

        var verdicts = await JudgeAsync(fog, version => version == 3 ? null : RecordedFog.WeightsOf(version));

        Assert.Equal(4, Assert.Single(verdicts, verdict => verdict.Kind == VerdictKind.NotVerifiable).Version);
    }

    [Fact]
    public async Task Judge_OtherBaseWeights_IsDifferent()
    {
        var verdicts = await JudgeAsync(RecordedFog.Create("logistic"), version => RecordedFog.WeightsOf(version + 1));

        Assert.Equal(VerdictKind.Equal, verdicts[0].Kind);
        Assert.All(verdicts.Skip(1), verdict => Assert.Equal(VerdictKind.Different, verdict.Kind));
    }

    [Fact]
    public async Task Judge_OtherConfiguration_IsNotVerifiable()
    {
        var fog = RecordedFog.Create("moments");
        fog.Configuration = fog.Configuration with { LatenessMs = 1 };

        Assert.All(await JudgeAsync(fog), verdict => Assert.Equal(VerdictKind.NotVerifiable, verdict.Kind));
    }

    private static async Task<IReadOnlyList<VersionVerdict>> JudgeAsync(RecordedFog fog, Func<long, double[]?>? weightsOf = null)
    {
        var settings = RoundBookSettings.From(fog.Configuration, new LocalModels(), new AggregationStrategies());
        FogVerifier verifier = new(
            fog.Configuration,
            settings,
            new MemoryUpdatesLog(fog.Federation.Updates, 0),
            (partition, _) => new(new MemorySensorLog(fog, partition)),
            weightsOf ?? RecordedFog.WeightsOf);
        await verifier.ReadAsync(TestContext.Current.CancellationToken);
        var recorded = fog.Federation.Rounds.OfType<ConfigurationEntry>().Single();
        return [.. fog.Federation.Versions.Select(round => verifier.Judge(new(round, recorded)))];
    }

    private sealed class MemorySensorLog(RecordedFog fog, int partition) : ISensorLog
    {
        public string Name => string.Create(CultureInfo.InvariantCulture, $"sensor-data/{partition}");

        public long Low => fog.Low;

        public IAsyncEnumerable<KafkaLogRecord> ReadAsync(CancellationToken cancellationToken) =>
            fog.Sensors[partition].Skip((int)fog.Low).Select(record => new KafkaLogRecord(record.Offset, record.Timestamp, "s1"u8.ToArray(), record.Value))
                .ToAsyncEnumerable();
    }
}
