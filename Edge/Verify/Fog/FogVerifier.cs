using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify.Fog;

/// <summary>
/// Recomputes the updates of fog nodes from the readings, and compares their hashes with those that the versions name. A fog node is replayed by its own
/// rules; what is no function of its readings (closings of an idle node, base versions) is taken from what it said.
/// </summary>
/// <param name="configuration">The newest configuration, under which readings are read.</param>
/// <param name="settings">Its settings.</param>
/// <param name="updates">The updates log.</param>
/// <param name="open">Opens a partition of the sensor topic; null where there is none.</param>
/// <param name="weightsOf">The weights of a version of this model; null where they are not known.</param>
/// <param name="trainingReadings">How many readings of each node train; 0 for all.</param>
internal sealed class FogVerifier(
    ConfigurationEntry configuration,
    RoundBookSettings settings,
    IUpdatesLog updates,
    Func<int, CancellationToken, ValueTask<ISensorLog?>> open,
    Func<long, double[]?> weightsOf,
    long trainingReadings = 0)
{
    private readonly string _federation = FederationRegions.FederationOf(configuration.Federation);
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private long? _hole;

    /// <summary>Reads the updates log for what the nodes said, and the partitions for what they read.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, FogHistory> histories = [];
        for (var offset = updates.Low; offset < updates.High;)
        {
            if (await updates.ReadAsync(offset, cancellationToken) is not { } record)
            {
                // At the end of a partition with gaps nothing is missing; in an archive something is.
                _hole = updates.HasHoles ? offset : null;
                break;
            }

            offset = record.Offset + 1;
            if (record.Message is { } message && message.Federation == _federation && IsFogNode(message.Participant))
            {
                histories.TryAdd(message.Participant, new());
                histories[message.Participant].Add(message);
            }
        }

        foreach (var (participant, history) in histories)
        {
            var (_, partition) = FogNodeKey.Parse(participant);
            if (await open(partition, cancellationToken) is not { } log)
            {
                continue;
            }

            FogReplay replay = new(SettingsOf(partition, history.Log ?? ""), history, log.Low, weightsOf);
            Horizon horizon = new(log);
            await replay.ReadAsync(horizon, cancellationToken);
            _nodes.Add(participant, new(log, history, replay, log.Low == 0 ? long.MinValue : horizon.FirstTimestamp + configuration.MaxFutureSkewMs));
        }
    }

    /// <summary>Compares a version's updates with those that the readings give.</summary>
    /// <param name="version">The version.</param>
    public VersionVerdict Judge(FogRound version)
    {
        VersionVerdict? obstacle = null;
        foreach (var input in version.Round.Inputs.Where(input => IsFogNode(input.Participant)))
        {
            var verdict = Judge(version, input);
            if (verdict?.Kind == VerdictKind.Different)
            {
                return verdict;
            }

            obstacle ??= verdict;
        }

        return obstacle ?? new(version.Round.Version, VerdictKind.Equal);
    }

    private VersionVerdict? Judge(FogRound version, RoundInput input)
    {
        var round = version.Round;
        var start = input.WindowStart ?? round.WindowStart;
        if (!IsReadAlike(version.Configuration))
        {
            return NotVerifiable(round, null, "it was made under another configuration than the newest one, by which readings are read");
        }

        if (!_nodes.TryGetValue(input.Participant, out var node))
        {
            return NotVerifiable(round, null, $"there are no readings of {input.Participant}");
        }

        if (node.Replay.Hashes.TryGetValue(start, out var hash) && hash == input.Hash)
        {
            return null;
        }

        return node.Replay.Baseless.TryGetValue(start, out var from)
                ? NotVerifiable(round, null, $"version {from}, on which {input.Participant} trained, is not in the rounds topic")
            : start <= node.Horizon ? NotVerifiable(
                round, node.Log.Low - 1, $"offset {node.Log.Low - 1} of {node.Log.Name} and what stood before it is missing, which holds the offsets from {node.Log.Low} on")
            : _hole is { } hole ? NotVerifiable(round, hole, updates.DescribeMissing(hole))
            : new(round.Version, VerdictKind.Different, new(
                $"the update of {input.Participant} at offset {input.Offset}", hash is null ? "none from its readings" : $"{hash} from its readings", input.Hash));
    }

    private bool IsFogNode(string participant) =>
        configuration.Participants.Contains(participant, StringComparer.Ordinal)
        && configuration.ExternalParticipants?.Contains(participant, StringComparer.Ordinal) != true
        && participant.StartsWith(_federation + "/", StringComparison.Ordinal)
        && int.TryParse(participant.AsSpan(_federation.Length + 1), System.Globalization.NumberStyles.None, null, out _);

    /// <summary>Whether fog nodes make the same updates under another configuration.</summary>
    private bool IsReadAlike(ConfigurationEntry other) => configuration.SaysTheSameAs(other with
    {
        UpdatesTopic = configuration.UpdatesTopic,
        UpdatesPartition = configuration.UpdatesPartition,
        Participants = configuration.Participants,
        ExternalParticipants = configuration.ExternalParticipants,
        Strategy = configuration.Strategy,
        StrategySettings = configuration.StrategySettings,
        Accumulate = configuration.Accumulate,
        Rounds = configuration.Rounds,
        MaxNorm = configuration.MaxNorm,
        BaseLag = configuration.BaseLag,
        Regions = configuration.Regions,
    });

    private FogSettings SettingsOf(int partition, string log) => new()
    {
        Federation = _federation,
        Partition = partition,
        Log = log,
        Features = configuration.Features,
        WindowMs = configuration.WindowMs,
        LatenessMs = configuration.LatenessMs,
        MaxFutureSkewMs = configuration.MaxFutureSkewMs,
        Model = settings.Model,
        BaseLag = configuration.BaseLag ?? 1,
        TrainsOnNewest = settings.Rules.Mode != RoundMode.Window,
        MaxUpdateBytes = settings.MaxUpdateBytes,
        Scoring = new() { TrainingReadings = trainingReadings },
    };

    private static VersionVerdict NotVerifiable(RoundEntry round, long? offset, string reason) =>
        new(round.Version, VerdictKind.NotVerifiable, null, offset, reason);

    /// <summary>
    /// A node that was replayed. Where its log has lost its beginning, windows up to the horizon may have lost readings: no lost one can be later, as
    /// Kafka timestamps ascend and event times are at most a skew past them.
    /// </summary>
    private sealed record Node(ISensorLog Log, FogHistory History, FogReplay Replay, long Horizon);

    /// <summary>Notes the Kafka timestamp with which a log begins.</summary>
    private sealed class Horizon(ISensorLog log) : ISensorLog
    {
        public long FirstTimestamp { get; private set; } = long.MaxValue / 2;

        public string Name => log.Name;

        public long Low => log.Low;

        public async IAsyncEnumerable<Orleans.Streaming.Kafka.Log.KafkaLogRecord> ReadAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var isFirst = true;
            await foreach (var record in log.ReadAsync(cancellationToken))
            {
                FirstTimestamp = isFirst ? record.Timestamp : FirstTimestamp;
                isFirst = false;
                yield return record;
            }
        }
    }
}
