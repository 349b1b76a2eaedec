using System.Runtime.CompilerServices;
using FederatedOrleans.Edge.Verify.Archive;
using FederatedOrleans.Edge.Verify.Fog;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Archiving;
using FederatedOrleans.Grains.Interfaces.Archiving;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.ObjectStorage;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// One run of <c>verify</c>: reads the rounds topic as far as it goes at the start, and the updates topic along with it, or an archive for what they no
/// longer hold.
/// </summary>
internal sealed class VerifyRun(VerifyRequest request, TextWriter output) : IAsyncDisposable
{
    private readonly KafkaLogReader _kafka = new(request.ClientSettings);
    private readonly KafkaLogReader _sensors = new(request.SensorSettings);
    private readonly VerifySummary _summary = new();
    private readonly VerifySummary _regional = new("rounds of regions");
    private readonly FogBases _bases = new();
    private IObjectStore? _objects;
    private ArchiveHistory? _archive;
    private KafkaUpdatesLog? _retained;
    private IUpdatesLog? _updates;
    private long _foreign;
    private long _superseded;

    /// <summary>Verifies and reports.</summary>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="Orleans.Streaming.Kafka.KafkaStreamException">A topic does not exist or could not be read.</exception>
    /// <exception cref="ObjectStoreException">The archive could not be read.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (request.Archive is { } archive)
        {
            _objects = ObjectStores.Open(archive.Options);
            var cluster = archive.Cluster ?? (archive.Only ? null : await _kafka.GetClusterIdAsync(cancellationToken));
            _archive = await ArchiveHistory.OpenAsync(_objects, request.Federation, cluster, cancellationToken);
        }

        var logs = await OpenRoundsAsync(cancellationToken);
        RegionsRun regions = new(_kafka, logs, request, _bases, OpenUpdatesAsync);
        foreach (var log in logs)
        {
            await VerifyPartitionAsync(log, regions, cancellationToken);
        }

        await foreach (var verdict in regions.JudgeAsync(cancellationToken))
        {
            await ReportAsync(verdict, _regional);
        }

        if (_foreign + _superseded > 0)
        {
            await output.WriteLineAsync($"ignored {_superseded} superseded entries and {_foreign} records that are no entries");
        }

        if (_summary.ExitCode == 2 && _summary[VerdictKind.NotVerifiable] == 0)
        {
            await output.WriteLineAsync($"there are no rounds of {request.Federation} to verify in {request.RoundsTopic}");
        }

        if (_regional.Total > 0)
        {
            await output.WriteLineAsync(_regional.ToString());
        }

        await output.WriteLineAsync(_summary.ToString());
        return _regional[VerdictKind.Different] > 0 ? 1 : _regional[VerdictKind.NotVerifiable] > 0 && _summary.ExitCode == 0 ? 2 : _summary.ExitCode;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _kafka.Dispose();
        _sensors.Dispose();
        (_objects as IDisposable)?.Dispose();
        if (_retained is not null)
        {
            await _retained.DisposeAsync();
        }
    }

    /// <summary>The partitions of the rounds topic, each with its beginning in the archive where there is one.</summary>
    private async Task<IReadOnlyList<IRoundsLog>> OpenRoundsAsync(CancellationToken cancellationToken)
    {
        if (request.Archive?.Only == true)
        {
            return [.. _archive!.PartitionsOf(ArchivedKind.Rounds, request.RoundsTopic)
                .Select(partition => new ArchivedRoundsLog(_archive.Of(ArchivedKind.Rounds, request.RoundsTopic, partition), null))];
        }

        List<IRoundsLog> logs = [];
        var partitions = await _kafka.GetPartitionCountAsync(request.RoundsTopic, cancellationToken);
        for (var partition = 0; partition < partitions; partition++)
        {
            var bounds = await _kafka.GetWatermarksAsync(request.RoundsTopic, partition, cancellationToken);
            KafkaRoundsLog retained = new(_kafka, request.RoundsTopic, partition, bounds);
            logs.Add(_archive is null ? retained : new ArchivedRoundsLog(_archive.Of(ArchivedKind.Rounds, request.RoundsTopic, partition), retained));
        }

        return logs;
    }

    /// <summary>A federation's decisions all live in one partition; the others hold none of them.</summary>
    private async Task VerifyPartitionAsync(IRoundsLog log, RegionsRun regions, CancellationToken cancellationToken)
    {
        var holes = 0;
        var verifier = CreateVerifier(log, holes);
        try
        {
            FogRun fog = new(_sensors, request, _bases);
            await foreach (var record in log.ReadAsync(cancellationToken))
            {
                if (record.Missing is { } missing)
                {
                    // What comes behind the hole is judged as behind a lost beginning.
                    var version = (verifier.Newest?.Version ?? 0) + 1;
                    await ReportAsync(version > request.Last ? null : new(Math.Max(version, request.First), VerdictKind.NotVerifiable, Reason: missing));
                    _superseded += verifier.Superseded;
                    await verifier.DisposeAsync();
                    verifier = CreateVerifier(log, ++holes);
                    continue;
                }

                await TakeAsync(record, verifier, fog, regions, cancellationToken);
            }

            await CompleteAsync(verifier, fog, cancellationToken);
        }
        finally
        {
            await verifier.DisposeAsync();
        }
    }

    private async Task TakeAsync(RoundsRecord record, RoundVerifier verifier, FogRun fog, RegionsRun regions, CancellationToken cancellationToken)
    {
        if (TopicRecords.ReadEntry(record.Value) is not { } entry)
        {
            _foreign++;
            return;
        }

        var before = verifier.Newest;
        var verdict = await verifier.VerifyAsync(entry, cancellationToken);
        if (verifier.Newest is { } newest && !ReferenceEquals(newest, before))
        {
            verdict = Take(newest, verifier, verdict, fog, regions);
        }

        await ReportAsync(verdict);
    }

    /// <summary>A version that is equal is judged once more: by the rounds of its regions, or by its readings.</summary>
    private VersionVerdict? Take(RoundEntry newest, RoundVerifier verifier, VersionVerdict? verdict, FogRun fog, RegionsRun regions)
    {
        if (newest.Regions is null)
        {
            return request.Fog ? fog.Take(newest, verifier, verdict) : verdict;
        }

        _bases.Take(newest, verifier.Settings);
        if (verdict?.Kind == VerdictKind.Equal)
        {
            regions.Take(newest);
        }

        return verdict;
    }

    private async Task CompleteAsync(RoundVerifier verifier, FogRun fog, CancellationToken cancellationToken)
    {
        await foreach (var verdict in fog.JudgeAsync(verifier, _updates, cancellationToken))
        {
            await ReportAsync(verdict);
        }

        await ReportAsync(verifier.Complete());
        if (verifier.CopiedFrom is { } original)
        {
            await output.WriteLineAsync($"the updates were recorded in the log {original}; {_updates!.Name} was read as a copy of it");
        }

        _superseded += verifier.Superseded;
    }

    private RoundVerifier CreateVerifier(IRoundsLog log, int holes) => new(request.Federation, OpenUpdatesAsync, request.First, request.Last)
    {
        BeginningIsLost = holes > 0 || log.Low > 0,
        Models = request.Models,
        Strategies = request.Strategies,
        Ahead = token => ReadAgainAsync(log, holes, token),
        Find = (version, token) => FindAsync(log, version, token),
    };

    /// <summary>Reads a partition of the rounds topic once more, beside the run: what stands between two holes.</summary>
    private static async IAsyncEnumerable<RoundsEntry> ReadAgainAsync(IRoundsLog log, int holes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var passed = 0;
        await foreach (var record in log.ReadAsync(cancellationToken))
        {
            passed += record.Missing is null ? 0 : 1;
            if (passed > holes)
            {
                yield break;
            }

            if (passed == holes && TopicRecords.ReadEntry(record.Value) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>Reads a partition again for the record of an old version, which an operator went back to.</summary>
    private async ValueTask<RoundEntry?> FindAsync(IRoundsLog log, long version, CancellationToken cancellationToken)
    {
        DecisionOrder order = new(isBeginningLost: log.Low > 0);
        RoundParts parts = new();
        await foreach (var record in log.ReadAsync(cancellationToken))
        {
            if (record.Missing is not null)
            {
                (order, parts) = (new(isBeginningLost: true), new());
                continue;
            }

            if (TopicRecords.ReadEntry(record.Value) is not { } entry
                || entry.Federation != request.Federation
                || parts.Take(entry) is not { } whole
                || !order.Take(whole)
                || whole is not RoundEntry round)
            {
                continue;
            }

            if (round.Version == version)
            {
                return round;
            }

            parts = new();
        }

        return null;
    }

    private async Task ReportAsync(VersionVerdict? verdict, VerifySummary? summary = null)
    {
        if (verdict is null)
        {
            return;
        }

        (summary ?? _summary).Add(verdict);
        if (verdict.Kind != VerdictKind.Equal)
        {
            await output.WriteLineAsync(verdict.ToString());
        }
    }

    private async ValueTask<IUpdatesLog> OpenUpdatesAsync(ConfigurationEntry configuration, CancellationToken cancellationToken)
    {
        if (_retained is not null)
        {
            await _retained.DisposeAsync();
        }

        _retained = request.Archive?.Only == true ? null : await KafkaUpdatesLog.OpenAsync(request, configuration, cancellationToken);
        return _updates = _archive is null
            ? _retained!
            : new ArchivedUpdatesLog(_archive.Of(ArchivedKind.Updates, configuration.UpdatesTopic, configuration.UpdatesPartition), _retained, configuration.Federation);
    }
}
