using System.Collections.Concurrent;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Learning.Models;
using Microsoft.Extensions.Logging;

namespace FederatedOrleans.Grains.WayBack;

/// <summary>The way back on one silo: the global models of the federations whose fog nodes ask for them. One for all nodes of a silo.</summary>
internal sealed class GlobalModels(FederationLogs logs, IGrainFactory grains, TimeProvider clock, ILogger<GlobalModels> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Lazy<FederationModels>> _followed = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(GlobalModels), ServiceLifecycleStage.Active, _ => Task.CompletedTask, _ => StopAsync());

    /// <summary>The models of a federation, followed from the first call on.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="model">Its local model.</param>
    /// <param name="quantile">The quantile of the scorers; null when nobody scores with global models.</param>
    public FederationModels Of(string federation, ILocalModel model, double? quantile) => _followed.GetOrAdd(
        federation, name => new Lazy<FederationModels>(() => new(name, model, quantile, logs, grains, clock, logger, _stop.Token))).Value;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var models in _followed.Values.Where(models => models.IsValueCreated))
        {
            models.Value.Dispose();
        }

        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_followed.Values.Where(models => models.IsValueCreated).Select(models => models.Value.Following));
    }
}
