using System.Collections.Frozen;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Silo.Rounds;

/// <summary>The feeds of all federations; keeps their subscriptions alive, since an aggregator forgets its observers when it moves.</summary>
internal sealed partial class RoundFeeds(
    IGrainFactory grains, IOptions<FederationsOptions> federations, TimeProvider clock, ILogger<RoundFeeds> logger) : BackgroundService
{
    private static readonly TimeSpan RenewPeriod = TimeSpan.FromSeconds(2);

    private readonly FrozenDictionary<string, RoundFeed> _feeds =
        federations.Value.Federations.Keys.ToFrozenDictionary(name => name, name => new RoundFeed(name, grains), StringComparer.Ordinal);

    /// <summary>The feed of a configured federation.</summary>
    public RoundFeed this[string federation] => _feeds[federation];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var observers = _feeds.Select(feed => (feed.Key, Reference: grains.CreateObjectReference<IRoundObserver>(feed.Value))).ToList();
        using var timer = new PeriodicTimer(RenewPeriod, clock);
        try
        {
            do
            {
                await Task.WhenAll(observers.Select(observer => RenewAsync(observer.Key, observer.Reference)));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RenewAsync(string federation, IRoundObserver observer)
    {
        try
        {
            await grains.GetGrain<IGlobalAggregatorGrain>(federation).Subscribe(observer);
        }
        catch (Exception exception)
        {
            // Renewed at the next tick; what failed may be anything between here and the aggregator.
            LogRenewFailed(federation, exception.Message);
        }
    }

    [LoggerMessage(EventId = 341, Level = LogLevel.Warning, Message = "Rounds of {Federation} cannot be heard now: {Reason}. Trying again.")]
    private partial void LogRenewFailed(string federation, string reason);
}
