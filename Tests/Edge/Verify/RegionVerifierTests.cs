using System.Text.Json;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Grains.Aggregation.Regions;
using static FederatedOrleans.Tests.Grains.Aggregation.Engines;

namespace FederatedOrleans.Tests.Edge.Verify;

/// <summary>The rounds of regions are recomputed from the updates of their participants, the versions of the root from what its regions sent.</summary>
[Trait("Category", "Unit")]
public sealed class RegionVerifierTests
{
    private const string Region = "default@1";
    private readonly List<(string Key, byte[] Json)> _updates = [];
    private readonly Dictionary<string, List<RoundsEntry>> _rounds = [];

    [Theory]
    [InlineData("moments", "fedavg")]
    [InlineData("logistic", "fedavg")]
    [InlineData("logistic", "fedadam")]
    public async Task VerifyAsync_WhatRegionsAndRootWrote_IsEqual(string model, string strategy)
    {
        Record(model, strategy);

        foreach (var aggregator in _rounds.Keys)
        {
            var verdicts = await VerifyAsync(aggregator);
            Assert.Equal(4, verdicts.Count);
            Assert.All(verdicts, verdict => Assert.True(verdict.Kind == VerdictKind.Equal, $"{aggregator}: {verdict}"));
        }
    }

    [Theory]
    [InlineData("moments", "fedavg", "sums")]
    [InlineData("logistic", "fedavg", "weightsBase64")]
    public async Task VerifyAsync_OneByteOfAParticipantsUpdateChanged_NamesTheRegionsRound(string model, string strategy, string field)
    {
        Record(model, strategy);
        Change(Inputs(Region, 3)[^1].Offset, field);

        Assert.Equal([3], Different(await VerifyAsync(Region)));
        Assert.Empty(Different(await VerifyAsync("default@0")));
        Assert.Empty(Different(await VerifyAsync(Federation)));
    }

    [Fact]
    public async Task VerifyAsync_OneByteOfARegionsUpdateChanged_NamesTheVersion()
    {
        Record("logistic", "fedavg");
        Change(Version(Federation, 3).Regions![^1].Offset, "sums");

        Assert.Equal([3], Different(await VerifyAsync(Federation)));
        Assert.Empty(Different(await VerifyAsync(Region)));
    }

    [Theory]
    [InlineData("inputs")]
    [InlineData("regions")]
    [InlineData("regions' hash")]
    public async Task VerifyAsync_VersionsRecordChanged_NamesIt(string what)
    {
        Record("moments", "fedavg");
        Tamper(Federation, 2, round => what switch
        {
            "inputs" => round with { Inputs = [round.Inputs[0] with { Offset = 0 }, .. round.Inputs.Skip(1)] },
            "regions" => round with { Regions = [.. round.Regions!.Skip(1)] },
            _ => round with { Regions = [round.Regions![0] with { Hash = new('0', 64) }, .. round.Regions.Skip(1)] },
        });

        Assert.Equal([2], Different(await VerifyAsync(Federation)));
    }

    [Theory]
    [InlineData("sums")]
    [InlineData("weight")]
    [InlineData("samples")]
    [InlineData("base")]
    [InlineData("hash")]
    [InlineData("input")]
    [InlineData("round's hash")]
    public async Task VerifyAsync_RegionsRecordChanged_NamesIt(string what)
    {
        Record("logistic", "fedavg");
        Tamper(Region, 2, round =>
        {
            var sum = round.Regional![0];
            return what switch
            {
                "sums" => round with { Regional = [sum with { Sums = [.. sum.Sums.SkipLast(1), (byte)(sum.Sums[^1] ^ 1)] }] },
                "weight" => round with { Regional = [sum with { Weight = sum.Weight + 1 }] },
                "samples" => round with { Regional = [sum with { Samples = sum.Samples + 1 }] },
                "base" => round with { Regional = [sum with { BaseVersion = 0 }] },
                "hash" => round with { Regional = [sum with { Hash = new('0', 64) }] },
                "input" => round with { Inputs = [.. round.Inputs.Skip(1)] },
                _ => round with { Hash = new('0', 64) },
            };
        });

        Assert.Equal([2], Different(await VerifyAsync(Region)));
    }

    /// <summary>Four windows of four participants in two regions, of which one restarts; each window is trained on the version before.</summary>
    private void Record(string model, string strategy)
    {
        RegionTree tree = new(Settings(model, strategy), 2);
        for (var window = 0; window < 4; window++)
        {
            for (var who = 0; who < ModelFederations.Participants; who++)
            {
                tree.Say(model == "moments" ? Sums(who, window, who, window) : Delta(who, window, window, 0.1 * who, window, 1));
            }

            tree.ReadAll();
            tree.Restart(Region);
        }

        foreach (var aggregator in tree.Aggregators)
        {
            var settings = tree.SettingsOf(aggregator);
            var configuration = ModelFederations.Configuration(model, strategy) with
            {
                Federation = settings.Aggregator,
                Participants = settings.Participants,
                Regions = settings.Regions,
            };
            _rounds.Add(aggregator, [configuration, .. tree.RoundsOf(aggregator)]);
        }

        _updates.AddRange(tree.Log.Select(record => (record.Key, JsonSerializer.SerializeToUtf8Bytes(record.Message!, TopicJson.Default.UpdateMessage))));
    }

    private static FederatedOrleans.Grains.Aggregation.RoundBookSettings Settings(string model, string strategy) =>
        FederatedOrleans.Tests.Grains.Aggregation.Engines.Settings(model, strategy, ModelFederations.Participants);

    private RoundEntry Version(string aggregator, long version) => _rounds[aggregator].OfType<RoundEntry>().Single(round => round.Version == version);

    private IReadOnlyList<RoundInput> Inputs(string aggregator, long version) => Version(aggregator, version).Inputs;

    private void Tamper(string aggregator, long version, Func<RoundEntry, RoundEntry> change)
    {
        var index = _rounds[aggregator].IndexOf(Version(aggregator, version));
        _rounds[aggregator][index] = change((RoundEntry)_rounds[aggregator][index]);
    }

    /// <summary>Changes the first byte of a field's value.</summary>
    private void Change(long offset, string field)
    {
        var (key, json) = _updates[(int)offset];
        byte[] changed = [.. json];
        var name = System.Text.Encoding.UTF8.GetBytes($"\"{field}\":\"");
        var place = json.AsSpan().IndexOf(name) + name.Length;
        Assert.True(place > name.Length);
        changed[place] = changed[place] == (byte)'A' ? (byte)'B' : (byte)'A';
        _updates[(int)offset] = (key, changed);
    }

    private async Task<IReadOnlyList<VersionVerdict>> VerifyAsync(string aggregator)
    {
        await using RoundVerifier verifier = new(aggregator, (_, _) => new(new KeyedUpdatesLog(_updates, aggregator)))
        {
            Ahead = _ => _rounds[aggregator].ToAsyncEnumerable(),
        };
        List<VersionVerdict?> verdicts = [];
        foreach (var entry in _rounds[aggregator])
        {
            var read = TopicRecords.ReadEntry(JsonSerializer.SerializeToUtf8Bytes(entry, TopicJson.Default.RoundsEntry));
            verdicts.Add(await verifier.VerifyAsync(read!, TestContext.Current.CancellationToken));
        }

        verdicts.Add(verifier.Complete());
        return [.. verdicts.OfType<VersionVerdict>()];
    }

    private static IEnumerable<long> Different(IEnumerable<VersionVerdict> verdicts) =>
        verdicts.Where(verdict => verdict.Kind != VerdictKind.Equal).Select(verdict => verdict.Version);

    private sealed class KeyedUpdatesLog(List<(string Key, byte[] Json)> records, string aggregator) : IUpdatesLog
    {
        public string Name => "model-weights/0";

        public long Low => 0;

        public long High => records.Count;

        public bool Is(string log) => log == RecordedFederation.Log;

        public ValueTask<UpdateRecord?> ReadAsync(long offset, CancellationToken cancellationToken)
        {
            if (offset >= High)
            {
                return new((UpdateRecord?)null);
            }

            var (key, json) = records[(int)offset];
            return new(new UpdateRecord(offset, TopicRecords.ReadUpdate(System.Text.Encoding.UTF8.GetBytes(key), json, aggregator)));
        }
    }
}
