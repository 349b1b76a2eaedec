using System.Globalization;
using System.Text;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Grains.Aggregation;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Grains.WayBack;

/// <summary>
/// Fog nodes of <c>logistic</c> and their aggregator, without Orleans and Kafka: nodes wait for bases, bases for rounds, and rounds for nodes. Who does what
/// when is up to the test.
/// </summary>
internal sealed class WaitingFederation
{
    private const long Start = 1_000_000;
    private readonly RoundEngine _engine;
    private readonly int _lag;
    private readonly List<RoundsEntry> _entries = [];
    private readonly Node[] _nodes;
    private long _offset;

    /// <summary>Begins.</summary>
    /// <param name="partitions">By partition, the times of its readings as distances from the one before.</param>
    /// <param name="lag">The lag of bases.</param>
    /// <param name="external">A participant beside the fog nodes, which never says a word; null for none.</param>
    public WaitingFederation(int[][] partitions, int lag, string? external = null)
    {
        var settings = Engines.Settings("logistic", "fedavg", partitions.Length);
        if (external is not null)
        {
            settings = settings with { Participants = [.. settings.Participants, external], ExternalParticipants = [external] };
        }

        _lag = lag;
        _engine = new(settings, Engines.Log, RoundPast.None);
        _nodes = [.. partitions.Select((distances, partition) => new Node(distances, partition, lag, settings))];
    }

    /// <summary>The versions so far.</summary>
    public IEnumerable<RoundEntry> Versions => _entries.OfType<RoundEntry>();

    /// <summary>What the nodes said.</summary>
    public List<UpdateMessage> Said { get; } = [];

    /// <summary>What became of it.</summary>
    public List<UpdateVerdict> Verdicts { get; } = [];

    /// <summary>How many nodes there are.</summary>
    public int Count => _nodes.Length;

    /// <summary>How many windows wait for a base.</summary>
    public int Waiting => _nodes.Sum(node => node.State.Pending.Count);

    /// <summary>Whether every node has read its partition.</summary>
    public bool IsRead => Array.TrueForAll(_nodes, node => node.IsRead);

    /// <summary>A node reads some of its readings.</summary>
    /// <returns>Whether it read one.</returns>
    public bool Read(int node, int count) => _nodes[node].Read(count);

    /// <summary>A node that has read all its readings becomes idle.</summary>
    /// <returns>Whether it did.</returns>
    public bool GoIdle(int node)
    {
        var (state, partition) = (_nodes[node].State, _nodes[node].Partition);
        if (!_nodes[node].IsRead || state.Idle)
        {
            return false;
        }

        partition.GoIdle();
        return true;
    }

    /// <summary>A node trains its oldest closed window if the base is known.</summary>
    /// <returns>Whether it did.</returns>
    public bool Train(int node)
    {
        if (_nodes[node].Partition.Waiting is not { Through: { } through } || _engine.ClosedThrough < through)
        {
            return false;
        }

        var version = Versions.LastOrDefault(round => round.WindowEnd <= through);
        _nodes[node].Partition.Resolve(version?.Version ?? 0, [.. version?.Weights ?? []]);
        return true;
    }

    /// <summary>A node sends the oldest message of its outbox.</summary>
    /// <returns>Whether it had one.</returns>
    public bool Send(int node)
    {
        if (_nodes[node].State.Outbox is not [var message, ..])
        {
            return false;
        }

        _nodes[node].State.Outbox.RemoveAt(0);
        Said.Add(message);
        Verdicts.Add(_engine.Read(message, _offset++, 0));
        _entries.AddRange(_engine.TakeDecided());
        return true;
    }

    /// <summary>The deadline of the round fires that has been open for longest.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Expire()
    {
        if (_engine.Oldest is null)
        {
            return false;
        }

        _engine.FireDeadline();
        _entries.AddRange(_engine.TakeDecided());
        return true;
    }

    /// <summary>Everybody does what they can until nobody can do anything.</summary>
    /// <param name="becomeIdle">Whether those with nothing left to read become idle.</param>
    public void Settle(bool becomeIdle)
    {
        for (var moves = true; moves;)
        {
            moves = false;
            for (var node = 0; node < Count; node++)
            {
                moves |= Train(node) | Send(node) | Read(node, 1) | (becomeIdle && GoIdle(node));
            }
        }
    }

    /// <summary>The version that a window was to be trained on.</summary>
    public long BaseOf(UpdateMessage update) =>
        Versions.LastOrDefault(round => round.WindowEnd <= update.WindowStart - ((_lag - 1) * Engines.WindowMs))?.Version ?? 0;

    private sealed class Node
    {
        private readonly List<(long Time, byte[] Value)> _readings = [];

        public Node(int[] distances, int partition, int lag, RoundBookSettings settings)
        {
            var time = Start;
            foreach (var distance in distances)
            {
                time += distance;
                var json = string.Create(CultureInfo.InvariantCulture, $$"""{"a":{{time % 7}},"b":{{partition}},"y":{{time % 2}}}""");
                _readings.Add((time, Encoding.UTF8.GetBytes(json)));
            }

            Partition = new(State, new()
            {
                Federation = settings.Federation,
                Partition = partition,
                Log = "cluster/sensor-data",
                Features = ["a", "b", "y"],
                WindowMs = settings.WindowMs,
                LatenessMs = 500,
                MaxFutureSkewMs = 60_000,
                Model = settings.Model,
                BaseLag = lag,
            });
        }

        public FogNodeState State { get; } = new();

        public FogPartition Partition { get; }

        public bool IsRead => State.NextOffset == _readings.Count;

        public bool Read(int count)
        {
            var before = State.NextOffset;
            RecordBatchBuilder builder = new();
            for (var offset = before; offset < Math.Min(before + count, _readings.Count); offset++)
            {
                builder.Add(offset, _readings[(int)offset].Time, "s"u8, keyIsAbsent: false, _readings[(int)offset].Value, valueIsAbsent: false);
            }

            if (builder.Count > 0)
            {
                Partition.Process(builder.Build("sensor-data", 0, before, builder.NextOffset, logStart: 0, endOffset: 0, rented: false), []);
            }

            return State.NextOffset > before;
        }
    }
}
