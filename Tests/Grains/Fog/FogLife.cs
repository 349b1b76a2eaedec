using System.Text;
using System.Text.Json;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Rejection;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Tests.Oracle;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Grains.Fog;

/// <summary>One life of a fog node without its grain: nothing ever leaves its outbox, so that holds everything it said.</summary>
internal sealed class FogLife
{
    public const long WindowMs = 5_000;

    public static readonly FogSettings Settings = new()
    {
        Federation = "default",
        Partition = 0,
        Log = "cluster/sensor-data",
        Features = ["temperature", "vibration"],
        WindowMs = WindowMs,
        LatenessMs = 1_000,
        MaxFutureSkewMs = 60_000,
        Model = new LocalModels().Create(SeedWeight.Name, new(["temperature", "vibration"], new Dictionary<string, string>())),
    };

    private readonly FogSettings _settings;

    private static readonly Serializer<FogNodeState> StateSerializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<FogNodeState>>();

    public FogLife(FogNodeState? state = null, FogSettings? settings = null)
    {
        State = state ?? new();
        _settings = settings ?? Settings;
        Partition = new(State, _settings);
    }

    public FogNodeState State { get; }

    public FogPartition Partition { get; }

    /// <summary>The version that is the newest of windows through a time; what a version's weights are follows from its number.</summary>
    public Func<long, long> VersionThrough { get; init; } = through => Math.Max(0, (through / WindowMs % 1_000) - 1);

    /// <summary>Scores that had to leave while records were handled.</summary>
    public List<AnomalyMessage> Sent { get; init; } = [];

    /// <summary>All scores so far, in order.</summary>
    public IEnumerable<AnomalyMessage> Scores => Sent.Concat(State.Scores);

    public List<RejectedRecord> Rejected { get; } = [];

    public List<UpdateMessage> Said => State.Outbox;

    public IEnumerable<UpdateMessage> Updates => Said.Where(message => message.Kind == UpdateKind.Update);

    /// <summary>A record with a Kafka timestamp.</summary>
    public static SensorRecord Record(long offset, long timestamp, string json) =>
        new(offset, timestamp, Encoding.UTF8.GetBytes(json));

    /// <summary>The closings that a grain finds in the updates log when an earlier life said these messages.</summary>
    public static IEnumerable<Closing> ClosingsOf(IEnumerable<UpdateMessage> said, FogNodeState state) => said
        .Where(message => message.ClosedThrough > state.ClosedThrough)
        .Select(message => new Closing(message.NextOffset, message.ClosedThrough!.Value))
        .OrderBy(closing => closing.NextOffset);

    /// <summary>Handles records as one batch; its first offset is that of the first record.</summary>
    public void Process(params ReadOnlySpan<SensorRecord> records)
    {
        RecordBatchBuilder builder = new();
        foreach (var record in records)
        {
            builder.Add(record.Offset, record.Timestamp, "s1"u8, keyIsAbsent: false, record.Value, record.Value is null);
        }

        if (records.Length > 0)
        {
            var batch = builder.Build("sensor-data", 0, records[0].Offset, builder.NextOffset, logStart: 0, endOffset: 0, rented: false);
            while (!Partition.Process(batch, Rejected))
            {
                Resolve();
                Sent.AddRange(State.Scores);
                State.Scores.Clear();
            }
        }
    }

    /// <summary>Trains every closed window that waits for its base.</summary>
    public void Resolve()
    {
        while (Partition.Waiting is { } waiting)
        {
            var version = waiting.Version ?? VersionThrough(waiting.Through!.Value);
            Partition.Resolve(version, version == 0 ? [] : [.. Enumerable.Range(1, _settings.Model.WeightCount).Select(i => (version + i) / 1_000.0)]);
        }
    }

    /// <summary>A crash right after the state was saved: the next life begins with what the store gives back.</summary>
    public FogLife Crash() => new(Saved(), _settings) { VersionThrough = VersionThrough, Sent = Sent };

    /// <summary>The state as the store would give it back.</summary>
    public FogNodeState Saved() => StateSerializer.Deserialize(StateSerializer.SerializeToArray(State))!;

    /// <summary>Every message in its form on the topic.</summary>
    public string[] Messages() => [.. Said.Select(message => JsonSerializer.Serialize(message, TopicJson.Default.UpdateMessage))];

    /// <summary>Everything but the outbox.</summary>
    public string Counters() => string.Join(
        '\n',
        $"next {State.NextOffset} largest {State.LargestEventTime} closed {State.ClosedThrough} idle {State.Idle}",
        $"readings {State.Readings} late {State.Late} future {State.Future} malformed {State.Malformed} expired {State.Expired}",
        $"present {string.Join(' ', State.Present)}",
        $"scored {State.Scored} anomalies {State.Anomalies} pending {State.Pending.Count} own {string.Join(' ', State.OwnSums)}",
        string.Join('\n', State.Windows.Select(Text)));

    /// <summary>A message in short, with null where nothing was ever closed.</summary>
    public static (UpdateKind Kind, long? WindowStart, long? ClosedThrough, long NextOffset) Short(UpdateMessage message) =>
        (message.Kind, message.WindowStart, message.ClosedThrough, message.NextOffset);

    private static string Text(OpenWindow window)
    {
        var content = window.Content;
        return string.Join(
            ' ',
            window.Start,
            content.Samples,
            string.Join(' ', content.Numbers.Select(BitConverter.DoubleToInt64Bits)),
            string.Join(' ', content.Present),
            string.Join(' ', content.Sums));
    }
}
