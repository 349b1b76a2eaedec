using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace FederatedOrleans.Grains.Tiers;

/// <summary>
/// Gives the queues of a provider in equal shares to the silos that host its tiers: only there are they read, and only there are the grains that they
/// feed. Orleans' ring shares by chance, and with few partitions may leave a silo without any.
/// </summary>
internal sealed partial class RoleQueueBalancer(IServiceProvider services, SiloRole tiers, ILogger logger) : QueueBalancerBase(services, logger)
{
    private readonly SiloRoles _roles = services.GetRequiredService<SiloRoles>();
    private readonly bool _isHost = services.GetRequiredService<KafkaSides>().Role.HasFlag(tiers);
    private IStreamQueueMapper? _mapper;
    private int _known;

    /// <summary>Makes the balancer of one provider.</summary>
    /// <param name="tiers">The tiers that the provider feeds.</param>
    public static Func<IServiceProvider, string, IStreamQueueBalancer> For(SiloRole tiers) =>
        (services, _) => new RoleQueueBalancer(services, tiers, services.GetRequiredService<ILogger<RoleQueueBalancer>>());

    /// <inheritdoc />
    public override Task Initialize(IStreamQueueMapper queueMapper)
    {
        _mapper = queueMapper;
        return base.Initialize(queueMapper);
    }

    /// <inheritdoc />
    public override IEnumerable<QueueId> GetMyQueues()
    {
        if (!_isHost || _mapper is not { } mapper)
        {
            return [];
        }

        List<QueueId> all = [.. mapper.GetAllQueues()];
        if (Interlocked.Exchange(ref _known, all.Count) is > 0 and var before && before != all.Count)
        {
            // With a queue more every silo's share is another one. Who asks now may only take queues; told of a change it gives some back too.
            _ = TellAsync();
        }

        return QueueShares.Of(SiloAddress, _roles.HostsOf(tiers).Append(SiloAddress), all);
    }

    /// <inheritdoc />
    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos) => _ = TellAsync();

    private async Task TellAsync()
    {
        try
        {
            await NotifyListeners();
        }
        catch (Exception exception)
        {
            // The next change of the cluster's silos tells again.
            LogNotTold(Logger, exception);
        }
    }

    [LoggerMessage(EventId = 271, Level = LogLevel.Warning, Message = "A change of the silos that share queues could not be followed.")]
    private static partial void LogNotTold(ILogger logger, Exception exception);
}
