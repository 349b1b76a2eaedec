using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Tiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Grains.Hosting;

/// <summary>
/// Touches every fog node and aggregator of this silo's tiers once a second, so that none has to wait for the next record to exist, to send or to recover.
/// </summary>
internal sealed partial class FederationPulse(
    IGrainFactory grains,
    FederationLogs logs,
    KafkaSides sides,
    RoleWatch roles,
    IOptions<FederationsOptions> federations,
    IOptions<ArchiveOptions> archive,
    TimeProvider clock,
    ILogger<FederationPulse> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _beating = Task.CompletedTask;

    /// <inheritdoc />
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(nameof(FederationPulse), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    /// <inheritdoc />
    public void Dispose() => _stop.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _beating = Task.Run(() => BeatAsync(_stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _beating.WaitAsync(cancellationToken);
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                roles.Look();
                await Task.WhenAll(federations.Value.Federations.Select(federation => TouchAsync(federation.Key, federation.Value, cancellationToken)));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task TouchAsync(string federation, FederationOptions options, CancellationToken cancellationToken)
    {
        List<Task> touches = [];
        if (sides.Role.HasFlag(SiloRole.Fog))
        {
            touches.AddRange(Enumerable.Range(0, logs.SensorPartitionCountOf(options.SensorTopic)).Select(partition => GuardAsync(
                FogNodeKey.Create(federation, partition), key => grains.GetGrain<IFogNodeGrain>(key).Touch(cancellationToken))));
        }

        if (sides.Role.HasFlag(SiloRole.Cloud))
        {
            touches.AddRange(Enumerable.Range(0, options.Regions).Select(region => GuardAsync(
                FederationRegions.Create(federation, region), key => grains.GetGrain<IRegionalAggregatorGrain>(key).Touch(cancellationToken))));
            touches.Add(GuardAsync(federation, key => grains.GetGrain<IGlobalAggregatorGrain>(key).Touch(cancellationToken)));
        }

        if (sides.Role.HasFlag(SiloRole.Cloud) && archive.Value.IsEnabled)
        {
            touches.Add(GuardAsync(federation, key => grains.GetGrain<IFederationArchiveGrain>(key).Touch(cancellationToken)));
        }

        await Task.WhenAll(touches);
    }

    private async Task GuardAsync(string grain, Func<string, Task> touch)
    {
        try
        {
            await touch(grain);
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            // The grain is retried at the next pulse; what failed may be anything between here and Kafka.
            LogTouchFailed(grain, exception.Message);
        }
    }

    [LoggerMessage(EventId = 241, Level = LogLevel.Warning, Message = "Grain {Grain} could not be touched: {Reason}. Trying again.")]
    private partial void LogTouchFailed(string grain, string reason);
}
