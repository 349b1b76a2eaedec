using CsCheck;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using static FederatedOrleans.Tests.Grains.Aggregation.Engines;

namespace FederatedOrleans.Tests.Grains.Aggregation;

/// <summary>Whoever takes over, wherever the one before was stopped, decides what that one would have decided.</summary>
[Trait("Category", "Unit")]
public sealed class RoundEnginePropertyTests
{
    internal const int Participants = 4;

    internal static readonly Dictionary<string, RoundBookSettings> Federations = new()
    {
        ["moments/fedavg"] = Settings("moments", "fedavg", Participants),
        ["moments/mean alone"] = Settings("moments", "mean", Participants) with { Accumulate = false },
        ["moments/synchronous"] = Settings("moments", "fedavg", Participants, new() { Mode = RoundMode.Synchronous, Goal = 3, Minimum = 2 }),
        ["logistic/fedavg"] = Settings("logistic", "fedavg", Participants),
        ["logistic/fedadam"] = Settings("logistic", "fedadam", Participants),
        ["logistic/median"] = Settings("logistic", "median", Participants),
        ["logistic/krum"] = Settings("logistic", "krum", Participants, null, ("F", "0")),
        ["logistic/stale"] = Settings("logistic", "fedavg", Participants, new() { MaxStaleness = 1 }),
        ["logistic/synchronous"] = Settings("logistic", "fedavgm", Participants, new() { Mode = RoundMode.Synchronous }),
        ["logistic/goal"] = Settings("logistic", "median", Participants, new() { Mode = RoundMode.Synchronous, Goal = 3, Minimum = 1 }),
        ["logistic/fedbuff"] = Settings("logistic", "fedbuff", Participants, new() { Mode = RoundMode.Asynchronous, BufferGoal = 3, MaxStaleness = 2 }),
    };

    internal static readonly Gen<(int Who, int What, int Window, int Base, double Number)> Words =
        Gen.Select(Gen.Int[0, Participants], Gen.Int[0, 9], Gen.Int[0, 6], Gen.Int[0, 4], Gen.Double[-8, 8]);

    internal static readonly Gen<(int Offset, int What, int Who)[]> Operations =
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 5], Gen.Int[0, Participants - 1]).Array[0, 8];

    public static TheoryData<string> Names => [.. Federations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_SuccessorAnywhere_DecidesTheSame(string name)
    {
        var settings = Federations[name];
        Gen.Select(Words.Array[0, 60], Operations).Sample(
            (words, operations) =>
            {
                List<UpdateMessage?> messages = [.. words.Select(word => ToMessage(settings, word))];
                List<(long Offset, int What, int Who, long Version)> done = [];
                var log = Decide(settings, messages, operations, done);
                for (var known = 0; known <= log.Count; known++)
                {
                    var past = PastOf(log[..known]);
                    var before = log[..known].Count(entry => entry is ControlEntry and not SkippedEntry);

                    var rest = Repeat(settings, past, messages, done[before..]);

                    Assert.Equal(log[known..].Select(Text), rest.Select(Text));
                }
            },
            iter: 300);
    }

    /// <summary>Only what never can count later may come again: an update on a version that does not exist yet counts when it does.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Run_UpdatesThatComeAgain_ChangeNoHash(string name)
    {
        var settings = Federations[name];
        Gen.Select(Words.Array[0, 40], Gen.Int[0, 1_000].Array[0, 10]).Sample(
            (words, again) =>
            {
                List<UpdateMessage?> messages = [.. words.Where(word => word.What is not (1 or 8)).Select(word => ToMessage(settings, word with { Base = 0 }))];
                List<UpdateMessage?> repeated = [.. messages];
                foreach (var which in messages.Count == 0 ? [] : again)
                {
                    repeated.Insert((which % repeated.Count) + 1, repeated[which % repeated.Count]);
                }

                var expected = Run(new(settings, Log, RoundPast.None), messages).OfType<RoundEntry>().Select(round => round.Hash);
                Assert.Equal(expected, Run(new(settings, Log, RoundPast.None), repeated).OfType<RoundEntry>().Select(round => round.Hash));
            },
            iter: 300);
    }

    /// <summary>Runs a federation whose operator and deadlines do something now and then; notes what they did.</summary>
    internal static List<RoundsEntry> Decide(
        RoundBookSettings settings, List<UpdateMessage?> messages, (int Offset, int What, int Who)[] operations, List<(long, int, int, long)> done)
    {
        RoundEngine engine = new(settings, Log, RoundPast.None);
        return Run(engine, messages, (offset, log) =>
        {
            foreach (var (_, what, who) in operations.Where(operation => operation.Offset == offset))
            {
                log.AddRange(engine.TakeDecided());
                RoundEntry[] versions = [.. log.OfType<RoundEntry>()];
                var target = versions.Length == 0 ? null : versions[who % versions.Length];
                if (Do(engine, what, who, target))
                {
                    done.Add((offset, what, who, target?.Version ?? 0));
                }
            }
        });
    }

    /// <summary>A successor: operator and deadlines do the rest of what they did.</summary>
    private static List<RoundsEntry> Repeat(
        RoundBookSettings settings, RoundPast past, List<UpdateMessage?> messages, List<(long Offset, int What, int Who, long Version)> rest)
    {
        RoundEngine engine = new(settings, Log, past);
        Queue<(long Offset, int What, int Who, long Version)> left = new(rest);
        return Run(engine, messages, (offset, log) =>
        {
            while (left.TryPeek(out var next) && next.Offset == offset)
            {
                left.Dequeue();
                log.AddRange(engine.TakeDecided());
                var target = past.Rounds.Concat(log.OfType<RoundEntry>()).FirstOrDefault(version => version.Version == next.Version);
                Assert.True(Do(engine, next.What, next.Who, target));
            }
        });
    }

    private static bool Do(RoundEngine engine, int what, int who, RoundEntry? target)
    {
        switch (what)
        {
            case 0 or 1 or 2 when engine.Oldest is not null && !engine.IsExpired:
                engine.FireDeadline();
                return true;
            case 3 when engine.CanQuarantine(Name(who)):
                engine.Quarantine(Name(who), 3, "norm");
                return true;
            case 4 when engine.Quarantined.Contains(Name(who)):
                engine.Release(Name(who));
                return true;
            case 5 when target is not null:
                engine.RollBackTo(target);
                return true;
            default:
                return false;
        }
    }

    internal static UpdateMessage? ToMessage(RoundBookSettings settings, (int Who, int What, int Window, int Base, double Number) word) => word.What switch
    {
        0 => Said(UpdateKind.Progress, word.Who, word.Window),
        1 => Said(UpdateKind.Idle, word.Who, word.Window),
        8 => null,
        9 => Delta(word.Who, word.Window, word.Base, double.NaN, 0, 0),
        _ => settings.Model.Name == "moments" ? Sums(word.Who, word.Window, word.Number, word.Base) : Delta(word.Who, word.Window, word.Base, word.Number, 1, -1),
    };
}
