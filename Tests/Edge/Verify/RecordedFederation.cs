using System.Text.Json;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Tests.Edge.Verify;

/// <summary>The updates and rounds topics of a federation as its aggregator would have written them.</summary>
internal sealed class RecordedFederation
{
    public const string Name = "default";
    public const string Log = "cluster/model-weights";
    public const long WindowMs = 1_000;

    /// <summary>The values of the updates topic by offset.</summary>
    public List<byte[]?> Updates { get; } = [];

    /// <summary>The entries of the rounds topic in order.</summary>
    public List<RoundsEntry> Rounds { get; } = [];

    /// <summary>The first offset that the updates topic still holds.</summary>
    public long Low { get; set; }

    public IEnumerable<RoundEntry> Versions => Rounds.OfType<RoundEntry>();

    /// <summary>Two participants and three windows; the last window of each closes by an idle message.</summary>
    public static RecordedFederation Create()
    {
        RecordedFederation federation = new();
        federation.Configure("default/0", "default/1");
        federation.Say(Update("default/0", 0, 10.5));
        federation.Say(Update("default/1", 0, 14.75));
        federation.Say(Update("default/0", 1_000, 13.25));
        federation.Say(Update("default/0", 2_000, 56.42));
        federation.Say(Update("default/1", 2_000, -0.1));
        federation.Say(Idle("default/0", 3_000));
        federation.Say(Update("default/1", 4_000, 1e-3));
        federation.Decide();
        return federation;
    }

    public static UpdateMessage Update(string participant, long start, double weight, long samples = 3) => new()
    {
        Federation = Name,
        Participant = participant,
        Kind = UpdateKind.Update,
        Log = "cluster/sensor-data",
        ClosedThrough = start + WindowMs,
        NextOffset = start / 10,
        WindowStart = start,
        WindowEnd = start + WindowMs,
        Model = SeedWeight.Name,
        Samples = samples,
        Present = [samples, 0],
        Weights = [weight],
        Hash = UpdateHash.Compute(participant, SeedWeight.Name, start, start + WindowMs, samples, [samples, 0], [weight]),
    };

    public static UpdateMessage Progress(string participant, long? closedThrough) => new()
    {
        Federation = Name,
        Participant = participant,
        Kind = UpdateKind.Progress,
        Log = "cluster/sensor-data",
        ClosedThrough = closedThrough,
    };

    public static UpdateMessage Idle(string participant, long? closedThrough) =>
        Progress(participant, closedThrough) with { Kind = UpdateKind.Idle };

    public void Configure(params string[] participants) => Rounds.Add(new ConfigurationEntry
    {
        Federation = Name,
        Writer = "one",
        CreatedAt = DateTimeOffset.UnixEpoch,
        SensorTopic = "sensor-data",
        UpdatesTopic = "model-weights",
        UpdatesPartition = 0,
        Participants = participants,
        Features = ["temperature", "vibration"],
        WindowMs = WindowMs,
        LatenessMs = 0,
        MaxFutureSkewMs = 0,
        Model = SeedWeight.Name,
        Strategy = SeedWeightRound.Strategy,
    });

    public void Say(UpdateMessage message) => Updates.Add(JsonSerializer.SerializeToUtf8Bytes(message, TopicJson.Default.UpdateMessage));

    /// <summary>The settings of such a federation.</summary>
    public static RoundBookSettings Settings(IReadOnlyList<string> participants) => new(
        Name,
        participants,
        2,
        WindowMs,
        new LocalModels().Create(SeedWeight.Name, new(["temperature", "vibration"], new Dictionary<string, string>())),
        new AggregationStrategies().Create(SeedWeightRound.Strategy, new(new Dictionary<string, string>())));

    /// <summary>Appends the versions that the aggregator's own rules make of the updates after the newest version.</summary>
    public void Decide()
    {
        var configuration = Rounds.OfType<ConfigurationEntry>().Last();
        RoundEngine engine = new(Settings(configuration.Participants), Log, new([.. Versions], null, []));
        for (var offset = engine.NextOffset; offset < Updates.Count; offset++)
        {
            engine.Read(TopicRecords.ReadUpdate(null, Updates[(int)offset]), offset, 0);
            Rounds.AddRange(engine.TakeDecided().Select(entry => entry with { Writer = "one" }));
        }
    }

    /// <summary>Replaces the record of a version.</summary>
    public void Tamper(long version, Func<RoundEntry, RoundEntry> change)
    {
        var index = Rounds.FindIndex(entry => entry is RoundEntry round && round.Version == version);
        Rounds[index] = change((RoundEntry)Rounds[index]);
    }

    /// <summary>Verifies, every entry by way of its JSON.</summary>
    public async Task<IReadOnlyList<VersionVerdict>> VerifyAsync(long first = 1, long last = long.MaxValue)
    {
        await using RoundVerifier verifier = new(Name, (_, _) => new(new MemoryUpdatesLog(Updates, Low)), first, last)
        {
            Ahead = _ => Entries().ToAsyncEnumerable(),
            Find = (version, _) => new(Versions.FirstOrDefault(round => round.Version == version)),
        };
        List<VersionVerdict?> verdicts = [];
        foreach (var entry in Entries())
        {
            verdicts.Add(await verifier.VerifyAsync(entry, TestContext.Current.CancellationToken));
        }

        verdicts.Add(verifier.Complete());
        return [.. verdicts.OfType<VersionVerdict>()];
    }

    /// <summary>The entries as they are read from their topic.</summary>
    private IEnumerable<RoundsEntry> Entries() => Rounds
        .Select(entry => TopicRecords.ReadEntry(JsonSerializer.SerializeToUtf8Bytes(entry, TopicJson.Default.RoundsEntry)))
        .OfType<RoundsEntry>();
}
