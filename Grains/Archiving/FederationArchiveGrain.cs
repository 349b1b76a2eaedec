using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Archiving;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Tiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>
/// Archives one federation in the background. It reads the topics like anybody else and is asked for nothing by those who decide rounds: whatever
/// fails here is tried again,
/// counted and logged, and delays nobody.
/// </summary>
[GrainType("federation-archive")]
[RunsOn(SiloRole.Cloud)]
internal sealed partial class FederationArchiveGrain(
    [PersistentState("federation-archive", FederationsOptions.Storage)] IPersistentState<ArchiveState> store,
    FederationLogs logs,
    ArchiveReader reader,
    IObjectStore objects,
    IOptions<ArchiveOptions> options,
    ArchiveMetrics metrics,
    TimeProvider clock,
    ILogger<FederationArchiveGrain> logger) : Grain, IFederationArchiveGrain, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _stop = new();
    private string _federation = "";
    private ArchiveRun _run = null!;
    private ArchiveMeasure _measure = null!;
    private Task _working = Task.CompletedTask;
    private int _failures;
    private DateTimeOffset _next;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _federation = this.GetPrimaryKeyString();
        _measure = metrics.Add(_federation);
        _measure.Version = store.State.Version;
        FederationArchiveSource source = new(_federation, logs, reader);
        _run = new(_federation, source, objects, options.Value.MaxObjectBytes, options.Value.Timeout, clock)
        {
            Archived = (_, bytes) => _measure.Archived(bytes),
            Missed = OnMissed,
        };
        LogActivated(_federation, objects.Location, store.State.Version);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        // An activation that failed may have none.
        _measure?.Dispose();
        await _working.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _stop.Dispose();

    /// <inheritdoc />
    public Task Touch(CancellationToken cancellationToken = default)
    {
        if (_working.IsCompleted && clock.GetUtcNow() >= _next && !_stop.IsCancellationRequested)
        {
            // Not awaited on purpose: the pulse that touches all grains waits for none of this. The task takes its turns on this grain.
            _working = WorkAsync();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<ArchiveStatus> GetStatus(CancellationToken cancellationToken = default) => Task.FromResult(new ArchiveStatus
    {
        Location = objects.Location,
        Version = store.State.Version,
        RoundsOffset = store.State.RoundsOffset,
        UpdatesOffset = store.State.UpdatesOffset,
        ArchivedAt = store.State.ArchivedAt,
        Failures = _failures,
        Missing = store.State.Missing,
    });

    private async Task WorkAsync()
    {
        var before = store.State.Version;
        try
        {
            await _run.RunAsync(store.State, () => store.WriteStateAsync(), _stop.Token);
            (_failures, _next) = (0, clock.GetUtcNow() + options.Value.Interval);
            if (store.State.Version > before)
            {
                LogArchived(_federation, store.State.Version);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The grain goes; its successor makes what was begun.
        }
        catch (InconsistentStateException)
        {
            // Another activation has archived in the meantime; this one begins from what that has stored.
            LogOther(_federation);
            DeactivateOnIdle();
        }
        catch (Exception exception)
        {
            // Whatever it was, of Kafka, of the archive or of the state's store: it is tried again, and nobody waits. No message of an inner
            // exception, which might repeat what a store was asked with.
            var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(_failures, 20)));
            _next = clock.GetUtcNow() + pause;
            _failures++;
            _measure.Failed();
            LogFailed(_federation, exception.Message, pause);
        }

        _measure.Version = store.State.Version;
    }

    private void OnMissed(string log, long from, long to)
    {
        _measure.Missed(to - from);
        LogMissed(_federation, log, from, to);
    }

    [LoggerMessage(EventId = 261, Level = LogLevel.Information, Message = "The archive of {Federation} at {Location} goes on after version {Version}.")]
    private partial void LogActivated(string federation, string location, long version);

    [LoggerMessage(EventId = 262, Level = LogLevel.Debug, Message = "The archive of {Federation} holds everything through version {Version}.")]
    private partial void LogArchived(string federation, long version);

    [LoggerMessage(EventId = 263, Level = LogLevel.Warning, Message = "The archive of {Federation} could not be brought up to date: {Reason} Trying again in {Pause}.")]
    private partial void LogFailed(string federation, string reason, TimeSpan pause);

    [LoggerMessage(EventId = 264, Level = LogLevel.Warning, Message = "The archive of {Federation}: retention removed offsets {From} up to {To} of {Log} before they were archived.")]
    private partial void LogMissed(string federation, string log, long from, long to);

    [LoggerMessage(EventId = 265, Level = LogLevel.Information, Message = "Another activation archives {Federation}; this one ends.")]
    private partial void LogOther(string federation);
}
