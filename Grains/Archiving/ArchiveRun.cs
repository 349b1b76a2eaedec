using System.Text;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Archiving;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>
/// Brings what is new in a federation's logs into the archive: first the messages that versions were made of, then the versions' records. Before each
/// object it is stored what the
/// object will hold, so that an attempt after a crash makes the same object once more, under the same key.
/// </summary>
/// <param name="federation">The federation.</param>
/// <param name="source">Its logs.</param>
/// <param name="objects">Where objects go.</param>
/// <param name="maxBytes">From how many bytes of records on an object ends.</param>
/// <param name="timeout">How long one object may take.</param>
/// <param name="clock">The clock.</param>
internal sealed class ArchiveRun(string federation, IArchiveSource source, IObjectStore objects, int maxBytes, TimeSpan timeout, TimeProvider clock)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(federation);

    /// <summary>
    /// After what time without news of this federation an object says so: others may write to the same partitions, and what retention then removes
    /// must
    /// not look as if it had been missed. Far below any retention.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private DateTimeOffset _quietSince = clock.GetUtcNow();

    /// <summary>Other federations' decisions up to here stand behind what is archived: they need not be read again.</summary>
    private long _scanned;

    /// <summary>Told of every object: its key and its size in bytes.</summary>
    public Action<string, int> Archived { get; init; } = (_, _) => { };

    /// <summary>Told of offsets that retention removed before they were archived: the log, and from where to where.</summary>
    public Action<string, long, long> Missed { get; init; } = (_, _, _) => { };

    /// <summary>Archives until nothing is left.</summary>
    /// <param name="state">How far it is; changed as objects are made.</param>
    /// <param name="save">Stores the state.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task RunAsync(ArchiveState state, Func<Task> save, CancellationToken cancellationToken)
    {
        await FindPlaceAsync(state, cancellationToken);
        if (state.Pending is { } pending)
        {
            await save();
            await SkipLostAsync(state, pending, cancellationToken);
            if (state.PendingTo > state.OffsetOf(pending))
            {
                var chunk = await ReadAsync(state, pending, state.PendingTo, long.MaxValue, cancellationToken);
                await MakeAsync(state, pending, chunk with { To = state.PendingTo }, cancellationToken);
            }

            state.Pending = null;
            await save();
        }

        while (await NextAsync(state, save, cancellationToken))
        {
            // One object of decisions after the other, each behind what it was made of.
        }
    }

    /// <summary>A log that is another one, or a state that was lost, is looked up in the archive.</summary>
    private async Task FindPlaceAsync(ArchiveState state, CancellationToken cancellationToken)
    {
        var rounds = await source.IdentityOfAsync(ArchivedKind.Rounds, cancellationToken);
        var updates = await source.IdentityOfAsync(ArchivedKind.Updates, cancellationToken);
        if (state.RoundsLog != rounds)
        {
            (state.RoundsOffset, state.Version, state.Pending) = (await ReachAsync(rounds, ArchivedKind.Rounds, cancellationToken), 0, null);
            state.RoundsLog = rounds;
        }

        if (state.UpdatesLog != updates)
        {
            (state.UpdatesOffset, state.Pending) = (await ReachAsync(updates, ArchivedKind.Updates, cancellationToken), null);
            state.UpdatesLog = updates;
        }
    }

    private async Task<long> ReachAsync(string identity, ArchivedKind kind, CancellationToken cancellationToken)
    {
        var keys = await objects.ListAsync(ArchivedLog.Of(federation, identity, kind, source.PartitionOf(kind)).Prefix, cancellationToken);
        return SegmentKey.ReachOf(keys.Select(SegmentKey.TryParse).OfType<SegmentKey>());
    }

    private async Task<bool> NextAsync(ArchiveState state, Func<Task> save, CancellationToken cancellationToken)
    {
        var bounds = await SkipLostAsync(state, ArchivedKind.Rounds, cancellationToken);
        var rounds = await ReadAsync(state, ArchivedKind.Rounds, bounds.High, maxBytes, cancellationToken);
        var isQuiet = rounds.Records.Count == 0;
        if (isQuiet && clock.GetUtcNow() - _quietSince < Quiet)
        {
            _scanned = Math.Max(_scanned, rounds.To);
            return false;
        }

        _quietSince = clock.GetUtcNow();
        var through = (await SkipLostAsync(state, ArchivedKind.Updates, cancellationToken)).High;
        through = isQuiet ? through : Math.Min(through, rounds.Through);
        while (state.UpdatesOffset < through)
        {
            await BeginAndMakeAsync(ArchivedKind.Updates, await ReadAsync(state, ArchivedKind.Updates, through, maxBytes, cancellationToken));
        }

        if (rounds.To > state.RoundsOffset)
        {
            await BeginAndMakeAsync(ArchivedKind.Rounds, rounds);
        }

        state.Pending = null;
        await save();
        return !isQuiet;

        async Task BeginAndMakeAsync(ArchivedKind kind, Chunk chunk)
        {
            (state.Pending, state.PendingTo) = (kind, chunk.To);
            await save();
            await MakeAsync(state, kind, chunk, cancellationToken);
        }
    }

    /// <summary>Moves to the first offset that a log still holds.</summary>
    private async Task<KafkaWatermarks> SkipLostAsync(ArchiveState state, ArchivedKind kind, CancellationToken cancellationToken)
    {
        var bounds = await source.BoundsOfAsync(kind, cancellationToken);
        if (state.OffsetOf(kind) is var next && next < bounds.Low)
        {
            Missed(kind == ArchivedKind.Rounds ? state.RoundsLog! : state.UpdatesLog!, next, bounds.Low);
            state.Missing += bounds.Low - next;
            state.MoveTo(kind, bounds.Low);
            state.Version = kind == ArchivedKind.Rounds ? 0 : state.Version;
        }

        return bounds;
    }

    private async Task<Chunk> ReadAsync(ArchiveState state, ArchivedKind kind, long to, long limit, CancellationToken cancellationToken)
    {
        var from = state.OffsetOf(kind);
        if (kind == ArchivedKind.Rounds)
        {
            from = Math.Max(from, Math.Min(_scanned, to));
        }

        var (bytes, through, version) = (0L, 0L, state.Version);
        List<KafkaLogRecord> records = [];
        await foreach (var record in source.ReadAsync(kind, from, to, cancellationToken))
        {
            if (kind == ArchivedKind.Updates ? !IsOwn(record.Key) : FederationLogs.ParseDecision(record.Value) is not { } entry || !Take(entry))
            {
                continue;
            }

            records.Add(record);
            bytes += (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0);
            if (bytes >= limit)
            {
                return new(records, record.Offset + 1, through, version);
            }
        }

        return new(records, Math.Max(from, to), through, version);

        bool Take(RoundsEntry entry)
        {
            if (entry.Federation == federation && entry is IRoundMark mark && mark.UpdatesLog == state.UpdatesLog)
            {
                through = Math.Max(through, mark.NextOffset);
            }

            if (entry.Federation == federation && entry is RoundEntry round && (version == 0 || round.Version == version + 1))
            {
                version = round.Version;
            }

            return entry.Federation == federation;
        }
    }

    private async Task MakeAsync(ArchiveState state, ArchivedKind kind, Chunk chunk, CancellationToken cancellationToken)
    {
        var identity = kind == ArchivedKind.Rounds ? state.RoundsLog! : state.UpdatesLog!;
        var log = ArchivedLog.Of(federation, identity, kind, source.PartitionOf(kind));
        var from = state.OffsetOf(kind);
        var content = Segment.Of(log, identity, from, chunk.To, chunk.Records).ToBytes();
        var key = new SegmentKey(log, from, chunk.To, SegmentKey.HashOf(content)).ToString();
        using (CancellationTokenSource patience = new(timeout, clock))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken))
        {
            try
            {
                await objects.PutAsync(key, content, either.Token);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ObjectStoreException($"The object {objects.Location} {key} was not taken within {timeout}.", exception);
            }
        }

        state.MoveTo(kind, chunk.To);
        (state.Version, state.Current, state.ArchivedAt) = (chunk.Version, key, clock.GetUtcNow());
        Archived(key, content.Length);
    }

    /// <summary>As the aggregator does: a message belongs to the federation that its key names, or to all that share the partition.</summary>
    private bool IsOwn(byte[]? key) => key is null or [] || key.AsSpan().SequenceEqual(_key);

    /// <param name="Records">Own records.</param>
    /// <param name="To">The first offset behind what was looked at.</param>
    /// <param name="Through">Decisions among them rest on the updates log below this offset.</param>
    /// <param name="Version">The newest version among them, or before.</param>
    private sealed record Chunk(List<KafkaLogRecord> Records, long To, long Through, long Version);
}
