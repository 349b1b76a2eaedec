using System.Text;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Archiving;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Grains.Storage;

/// <summary>States in which every field of every kind has a value of its own. What is stored in the samples is what stands here.</summary>
internal static class SampleStates
{
    private static readonly UpdateMessage Update = new()
    {
        Federation = "default",
        Participant = "default/3",
        Kind = UpdateKind.Update,
        Log = "cluster/sensor-data",
        ClosedThrough = 1_795_496_725_000,
        NextOffset = 65,
        WindowStart = 1_795_496_720_000,
        WindowEnd = 1_795_496_725_000,
        Model = "logistic",
        Samples = 47,
        Present = [46, 45],
        Weights = [12.947391304347828, -0.0, 1e-300],
        Hash = new string('a', 64),
        Id = "5b0d6e1c-3c1b-4e0b-9c62-7a1d3f9e2b44",
        BaseVersion = 16,
        WeightsBase64 = [0, 0, 128, 62],
        Sums = [.. Enumerable.Range(1, 32).Select(number => (byte)number)],
    };

    public static FogNodeState FogNode => new()
    {
        Log = "cluster/sensor-data",
        NextOffset = 1_234_567_890_123,
        LargestEventTime = 1_795_496_726_500,
        ClosedThrough = 1_795_496_725_000,
        Idle = true,
        Readings = 101,
        Late = 102,
        Future = 103,
        Malformed = 104,
        Expired = 105,
        Present = [106, 107],
        Windows =
        [
            new(1_795_496_725_000, new LocalWindow([3, 2], [0.1, double.Epsilon, -7], [Int128.MaxValue, -1], 5)),
            new(1_795_496_730_000, new LocalWindow([], [], [], 0)),
        ],
        Outbox = [Update, Update with { Kind = UpdateKind.Idle, WindowStart = null, Weights = null }],
        UpdatesScanned = 108,
        LastUpdate = new(2026, 11, 24, 5, 5, 28, TimeSpan.Zero),
        Pending = [new(Update with { Samples = 9 }, new(1_795_496_715_000, new LocalWindow([1, 1], [2.5], [4], 1))), new(Update with { Kind = UpdateKind.Progress }, null)],
        Oversized = 109,
        Scored = 110,
        Anomalies = 111,
        Scores =
        [
            new()
            {
                Federation = "default", Log = "cluster/sensor-data", Partition = 3, Offset = 471, Sensor = "pump-1", Time = 1_583_077_932_000, Score = 31.7,
                Anomaly = true, Version = 3,
            },
        ],
        OwnSums = [Int128.MinValue, 17],
    };

    public static AggregatorState Aggregator => new()
    {
        Log = "cluster/rounds",
        HistoryOffset = 201,
        Configuration = new()
        {
            Federation = "default",
            Writer = "4aee921aa40d4f03aeffd35ffc34e460",
            CreatedAt = new(2026, 11, 24, 5, 5, 28, TimeSpan.Zero),
            SensorTopic = "sensor-data",
            UpdatesTopic = "model-weights",
            UpdatesPartition = 2,
            Participants = ["default/0", "default/1", "python"],
            Features = ["temperature", "vibration"],
            WindowMs = 5_000,
            LatenessMs = 1_000,
            MaxFutureSkewMs = 60_000,
            Model = "logistic",
            Strategy = "fedavg",
            ModelSettings = new Dictionary<string, string> { ["LearningRate"] = "0.1" },
            StrategySettings = new Dictionary<string, string> { ["ServerRate"] = "1" },
            Accumulate = false,
            Rounds = new() { Mode = RoundMode.Synchronous, Goal = 3, Minimum = 2, BufferGoal = 11, MaxStaleness = 21 },
            ExternalParticipants = ["python"],
            MaxNorm = 12.5,
            MaxUpdateBytes = 500_000,
            BaseLag = 2,
        },
        VersionBefore = 202,
        Published = 203,
        StepBefore = 204,
    };

    public static ArchiveState Archive => new()
    {
        RoundsLog = "cluster/rounds",
        RoundsOffset = 301,
        UpdatesLog = "cluster/model-weights",
        UpdatesOffset = 302,
        Version = 303,
        Pending = ArchivedKind.Updates,
        PendingTo = 304,
        Current = "default/cluster/rounds/rounds-0/0000000000000000000-0000000000000000301-key.jsonl.gz",
        ArchivedAt = new(2026, 11, 24, 5, 5, 29, TimeSpan.Zero),
        Missing = 305,
    };

    /// <summary>The names under which .NET knows our types: none may stand in a store, where they would outlive the types.</summary>
    public static string TextOf(byte[] stored) => Encoding.Latin1.GetString(stored);
}
