using System.Text.Json;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;
using FederatedOrleans.Tests.Edge.Verify;

namespace FederatedOrleans.Tests.Grains.Aggregation;

/// <summary>Federations of all models and strategies without Orleans and Kafka: what their engines make of messages and decisions.</summary>
internal static class Engines
{
    public const string Federation = RecordedFederation.Name;
    public const string Log = RecordedFederation.Log;
    public const long WindowMs = RecordedFederation.WindowMs;

    private static readonly string[] Features = ["a", "b", "y"];
    private static readonly ILocalModel Moments = Model("moments");

    /// <summary>The name of a participant.</summary>
    public static string Name(int participant) => $"{Federation}/{participant}";

    /// <summary>The settings of a federation with participants from 0 on.</summary>
    public static RoundBookSettings Settings(
        string model, string strategy, int participants = 3, RoundRules? rules = null, params (string Name, string Value)[] strategySettings) => new(
            Federation,
            [.. Enumerable.Range(0, participants).Select(Name)],
            Features.Length,
            WindowMs,
            Model(model),
            new AggregationStrategies().Create(strategy, new(strategySettings.ToDictionary(setting => setting.Name, setting => setting.Value))))
        {
            Rules = rules ?? new(),
        };

    /// <summary>An update of <c>logistic</c>, which has three weights.</summary>
    public static UpdateMessage Delta(int participant, int window, long baseVersion, params double[] weights) => Hashed(Envelope(participant, window) with
    {
        Model = "logistic",
        BaseVersion = baseVersion,
        Samples = 5,
        WeightsBase64 = PackedNumbers.FromSingles(weights),
    });

    /// <summary>An update of <c>moments</c> over readings whose features are all the same number.</summary>
    public static UpdateMessage Sums(int participant, int window, params double[] readings)
    {
        var open = Moments.Open();
        foreach (var reading in readings)
        {
            Moments.Add(open, new Reading([reading, reading, reading], 0));
        }

        var contribution = Moments.Close(open, []);
        return Hashed(Envelope(participant, window) with
        {
            Model = "moments",
            Samples = contribution.Samples,
            Present = open.Present,
            Sums = PackedNumbers.FromSums(contribution.Sums),
        });
    }

    /// <summary>A message without a contribution.</summary>
    public static UpdateMessage Said(UpdateKind kind, int participant, int window) => Envelope(participant, window) with
    {
        Kind = kind,
        WindowStart = null,
        WindowEnd = null,
        Present = null,
    };

    /// <summary>The update with the hash of what it says.</summary>
    public static UpdateMessage Hashed(UpdateMessage update) => update with
    {
        Hash = UpdateHash.Compute(
            update.Participant,
            update.Model!,
            update.WindowStart ?? 0,
            update.WindowEnd ?? 0,
            update.Samples,
            [.. update.Present ?? []],
            update.WeightsBase64 is { } packed ? PackedNumbers.ToSingles(packed) : [.. update.Weights ?? []],
            update.BaseVersion ?? 0,
            update.Sums is { } sums ? PackedNumbers.ToSums(sums) : [],
            update.Id),
    };

    /// <summary>Feeds an engine and takes out what it decides.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="messages">The updates log from its beginning.</param>
    /// <param name="decide">Called with the next offset and what was decided so far, before each message and at the end: decides something or not.</param>
    public static List<RoundsEntry> Run(RoundEngine engine, IReadOnlyList<UpdateMessage?> messages, Action<long, List<RoundsEntry>>? decide = null)
    {
        var entries = engine.TakeDecided();
        for (var offset = engine.NextOffset; offset <= messages.Count; offset++)
        {
            decide?.Invoke(offset, entries);
            entries.AddRange(engine.TakeDecided());
            if (offset < messages.Count)
            {
                engine.Read(messages[(int)offset], offset, 0);
                entries.AddRange(engine.TakeDecided());
            }
        }

        return entries;
    }

    /// <summary>What a successor knows of a rounds log.</summary>
    public static RoundPast PastOf(IEnumerable<RoundsEntry> entries)
    {
        List<RoundEntry> rounds = [];
        List<(ControlEntry, RoundEntry?)> controls = [];
        SkippedEntry? skipped = null;
        DecisionOrder order = new();
        foreach (var entry in entries.Where(order.Take))
        {
            if (entry is RoundEntry round)
            {
                rounds.Add(round);
                (skipped, controls) = (null, []);
            }
            else if (entry is SkippedEntry one)
            {
                (skipped, controls) = (one, []);
            }
            else
            {
                controls.Add(((ControlEntry)entry, entry is RollbackEntry back ? rounds.Single(version => version.Version == back.To) : null));
            }
        }

        return new(rounds, skipped, controls);
    }

    /// <summary>An entry as it stands in the topic.</summary>
    public static string Text(RoundsEntry entry) => JsonSerializer.Serialize(entry, TopicJson.Default.RoundsEntry);

    private static UpdateMessage Envelope(int participant, int window) => new()
    {
        Federation = Federation,
        Participant = Name(participant),
        Kind = UpdateKind.Update,
        Log = "cluster/sensor-data",
        ClosedThrough = (window + 1) * WindowMs,
        WindowStart = window * WindowMs,
        WindowEnd = (window + 1) * WindowMs,
        Present = [5, 5, 5],
    };

    private static ILocalModel Model(string name)
    {
        Dictionary<string, string> settings = name == "logistic" ? new() { ["Target"] = "y" } : [];
        return new LocalModels().Create(name, new(Features, settings));
    }
}
