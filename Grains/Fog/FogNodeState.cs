using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Storage;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Grains.Fog;

/// <summary>
/// A checkpoint of one partition's log: everything a fog node computed from the readings below <see cref="NextOffset"/>, and what has to leave
/// because of them, in one write.
/// </summary>
[GenerateSerializer, Alias("fo.fog-node-state"), StateVersion(4)]
internal sealed class FogNodeState
{
    /// <summary>The log that <see cref="NextOffset"/> belongs to; null before the first write.</summary>
    [Id(0)]
    public string? Log { get; set; }

    [Id(1)]
    public long NextOffset { get; set; }

    [Id(2)]
    public long LargestEventTime { get; set; } = WindowClock.Never;

    [Id(3)]
    public long ClosedThrough { get; set; } = WindowClock.Never;

    /// <summary>Whether the node told its aggregator not to wait for it.</summary>
    [Id(4)]
    public bool Idle { get; set; }

    [Id(5)]
    public long Readings { get; set; }

    [Id(6)]
    public long Late { get; set; }

    [Id(7)]
    public long Future { get; set; }

    [Id(8)]
    public long Malformed { get; set; }

    [Id(9)]
    public long Expired { get; set; }

    /// <summary>Number of present values among the counted readings, per feature.</summary>
    [Id(10)]
    public long[] Present { get; set; } = [];

    /// <summary>In ascending order of their starts.</summary>
    [Id(11)]
    public List<OpenWindow> Windows { get; set; } = [];

    /// <summary>Messages that Kafka has not acknowledged, in the order in which they have to leave.</summary>
    [Id(12)]
    public List<UpdateMessage> Outbox { get; set; } = [];

    /// <summary>The node knows all of its own messages below this offset of the updates partition.</summary>
    [Id(13)]
    public long UpdatesScanned { get; set; }

    /// <summary>When the node last published an update.</summary>
    [Id(14)]
    public DateTimeOffset? LastUpdate { get; set; }

    /// <summary>What cannot leave yet, in the order in which it has to: it begins with a window whose training waits for its base.</summary>
    [Id(15)]
    public List<PendingMessage> Pending { get; set; } = [];

    /// <summary>Updates that were larger than a message may be, and so were not made.</summary>
    [Id(16)]
    public long Oversized { get; set; }

    /// <summary>Readings that a model scored.</summary>
    [Id(17)]
    public long Scored { get; set; }

    /// <summary>Readings whose score was above the threshold.</summary>
    [Id(18)]
    public long Anomalies { get; set; }

    /// <summary>Scores that Kafka has not acknowledged, in offset order.</summary>
    [Id(19)]
    public List<AnomalyMessage> Scores { get; set; } = [];

    /// <summary>The sums of all closed windows, where the node scores with its own model; empty before the first.</summary>
    [Id(20)]
    public Int128[] OwnSums { get; set; } = [];

    /// <summary>The id of the sensor topic; null where the cluster tells none.</summary>
    [Id(21)]
    public string? TopicId { get; set; }
}
