using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Rejection;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Edge.Verify.Fog;

/// <summary>A fog node that reads its partition again, with the closings and bases that it said: it has to come to the same updates.</summary>
internal sealed class FogReplay
{
    private const int BatchRecords = 1_000;

    private readonly FogNodeState _state;
    private readonly FogPartition _partition;
    private readonly Func<long, double[]?> _weightsOf;
    private readonly RecordBatchBuilder _batch = new();
    private readonly List<RejectedRecord> _rejected = [];
    private readonly Dictionary<long, string> _hashes = [];
    private readonly Dictionary<long, long> _baseless = [];

    /// <summary>Begins at the first offset that there is.</summary>
    /// <param name="settings">What the node works with.</param>
    /// <param name="history">What it said.</param>
    /// <param name="low">The first offset.</param>
    /// <param name="weightsOf">The weights of a version; null where it is not known.</param>
    public FogReplay(FogSettings settings, FogHistory history, long low, Func<long, double[]?> weightsOf)
    {
        _weightsOf = weightsOf;
        _state = new() { NextOffset = low };
        _partition = new(_state, settings);
        _partition.Repeat(history.Closings, history.Bases);
        Drain();
    }

    /// <summary>The hashes of the updates by the start of their windows.</summary>
    public IReadOnlyDictionary<long, string> Hashes => _hashes;

    /// <summary>By the start of a window, the version that it was trained on and that is not known here.</summary>
    public IReadOnlyDictionary<long, long> Baseless => _baseless;

    /// <summary>Reads a partition to its end.</summary>
    /// <param name="log">The partition.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ReadAsync(ISensorLog log, CancellationToken cancellationToken)
    {
        await foreach (var record in log.ReadAsync(cancellationToken))
        {
            _batch.Add(record.Offset, record.Timestamp, record.Key ?? [], record.Key is null, record.Value, record.Value is null);
            if (_batch.Count >= BatchRecords)
            {
                Process();
            }
        }

        if (_batch.Count > 0)
        {
            Process();
        }
    }

    private void Process()
    {
        var batch = _batch.Build("", 0, _state.NextOffset, _batch.NextOffset, logStart: 0, endOffset: 0, rented: false);
        while (!_partition.Process(batch, _rejected))
        {
            Drain();
        }

        Drain();
    }

    /// <summary>Trains what waits, and takes out what the node says.</summary>
    private void Drain()
    {
        while (_partition.Waiting is { } waiting)
        {
            // A window whose update is in no log has no base either: nobody asks for it.
            var version = waiting.Version ?? 0;
            var weights = version == 0 ? [] : _weightsOf(version);
            if (weights is null)
            {
                _baseless[_state.Pending[0].Message.WindowStart!.Value] = version;
            }

            _partition.Resolve(version, weights ?? []);
        }

        foreach (var message in _state.Outbox)
        {
            if (message is { Kind: UpdateKind.Update, WindowStart: { } start, Hash: { } hash })
            {
                _hashes.TryAdd(start, hash);
            }
        }

        _state.Outbox.Clear();
        _state.Scores.Clear();
        _rejected.Clear();
    }
}
