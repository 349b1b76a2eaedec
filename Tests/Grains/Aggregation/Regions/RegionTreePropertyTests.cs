using System.Text.Json;
using CsCheck;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using static FederatedOrleans.Tests.Grains.Aggregation.Engines;

namespace FederatedOrleans.Tests.Grains.Aggregation.Regions;

/// <summary>However participants are grouped, in whatever order everybody reads and whoever is replaced: the versions are those of the federation without regions.</summary>
[Trait("Category", "Unit")]
public sealed class RegionTreePropertyTests
{
    private const int Participants = 6;
    private const int Windows = 4;

    private static readonly Dictionary<string, RoundBookSettings> Federations = new()
    {
        ["moments/fedavg"] = Settings("moments", "fedavg", Participants),
        ["moments/mean alone"] = Settings("moments", "mean", Participants) with { Accumulate = false },
        ["logistic/mean"] = Settings("logistic", "mean", Participants),
        ["logistic/fedavg"] = Settings("logistic", "fedavg", Participants),
        ["logistic/fedavgm"] = Settings("logistic", "fedavgm", Participants),
        ["logistic/fedadam"] = Settings("logistic", "fedadam", Participants),
        ["logistic/fedyogi"] = Settings("logistic", "fedyogi", Participants),
        ["logistic/fedadagrad"] = Settings("logistic", "fedadagrad", Participants),
    };

    private static readonly Gen<(int What, double Number, int Base)[]> Words =
        Gen.Select(Gen.Int[0, 7], Gen.Double[-1e5, 1e5], Gen.Int[-1, 3]).Array[Participants * Windows];

    public static TheoryData<string> Names => [.. Federations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Versions_AnyGroupingAnyOrderAnySuccessor_AreThoseWithoutRegions(string name)
    {
        var settings = Federations[name];
        Gen.Select(Words, Gen.Int[1, 7], Gen.Int).Sample(
            (words, regions, seed) =>
            {
                Random random = new(seed);
                RegionTree tree = new(settings, regions);
                List<UpdateMessage?> messages = [];
                foreach (var message in Interleave(settings, words, random))
                {
                    messages.Add(message);
                    tree.Say(message);
                    Disturb(tree, random);
                }

                tree.ReadAll();

                Assert.Equal(Contents(Run(new(settings, Log, RoundPast.None), messages).OfType<RoundEntry>()), Contents(tree.Versions));
            },
            iter: 150);
    }

    /// <summary>Updates on several bases in one window, some of which are too old, or do not exist.</summary>
    [Theory]
    [InlineData("logistic/mean")]
    [InlineData("logistic/fedavg")]
    [InlineData("logistic/fedadam")]
    public void Versions_UpdatesOnManyBases_AreThoseWithoutRegions(string name)
    {
        var settings = Federations[name] with { Rules = new() { MaxStaleness = 1 } };
        Gen.Select(Words, Gen.Int[1, 7], Gen.Int).Sample(
            (words, regions, seed) =>
            {
                Random random = new(seed);
                RegionTree tree = new(settings, regions);
                RoundEngine flat = new(settings, Log, RoundPast.None);
                List<RoundEntry> versions = [];
                var offset = 0L;
                for (var window = 0; window < Windows; window++)
                {
                    var newest = versions.Count;
                    int[] order = [.. Enumerable.Range(0, Participants)];
                    random.Shuffle(order);
                    foreach (var who in order)
                    {
                        var (what, number, age) = words[(window * Participants) + who];
                        var message = what == 0 ? Said(UpdateKind.Progress, who, window) : Delta(who, window, Math.Max(0, newest - age), number, what, -1);
                        flat.Read(message, offset++, 0);
                        tree.Say(message);
                        Disturb(tree, random);
                    }

                    versions.AddRange(flat.TakeDecided().OfType<RoundEntry>());
                    tree.ReadAll();
                }

                Assert.Equal(Contents(versions), Contents(tree.Versions));
            },
            iter: 150);
    }

    private static void Disturb(RegionTree tree, Random random)
    {
        var aggregator = tree.Aggregators[random.Next(tree.Aggregators.Count)];
        switch (random.Next(12))
        {
            case 0:
                tree.Restart(aggregator);
                break;
            case < 6:
                tree.Read(aggregator, random.Next(1, 12));
                break;
        }
    }

    /// <summary>Every participant speaks of its windows in their order; who speaks next is chance.</summary>
    private static IEnumerable<UpdateMessage> Interleave(RoundBookSettings settings, (int What, double Number, int Base)[] words, Random random)
    {
        var next = new int[Participants];
        while (next.Any(window => window < Windows))
        {
            var who = random.Next(Participants);
            if (next[who] == Windows)
            {
                continue;
            }

            var window = next[who]++;
            var (what, number, _) = words[(who * Windows) + window];
            var update = settings.Model.Name == "moments" ? Sums(who, window, number % 100, what) : Delta(who, window, 0, number, what, -1);
            if (what < 2)
            {
                yield return what == 0 ? Said(UpdateKind.Progress, who, window) : update with { Hash = new('0', 64), ClosedThrough = null };
            }

            if (what != 0)
            {
                yield return update;
            }

            if (what == 7)
            {
                yield return update;
            }
        }
    }

    /// <summary>All of a version but the offsets, by which the two logs differ.</summary>
    private static IEnumerable<string> Contents(IEnumerable<RoundEntry> versions) => versions.Select(version => JsonSerializer.Serialize(
        version with
        {
            Inputs = [.. version.Inputs.Select(input => input with { Offset = 0 })],
            NextOffset = 0,
            ResumeOffset = 0,
            Participants = [],
            Regions = null,
        },
        TopicJson.Default.RoundsEntry));
}
