namespace FederatedOrleans.Silo.Hosting;

/// <summary>
/// Ends this silo when the store has lost the cluster's membership, wholly or its last changes. Orleans takes no notice of a membership table that went back:
/// silos that start now would form a cluster of their own beside the silos that are there, for as long as those live.
/// </summary>
internal sealed partial class MembershipWatch(
    IMembershipTable table,
    ISiloStatusOracle oracle,
    IClusterMembershipService membership,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<MembershipWatch> logger) : BackgroundService
{
    /// <summary>The exit code of a silo that ended for this reason.</summary>
    private const int ExitCode = 3;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Enough to hand out and commit what is under way; there is no cluster left to leave.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private long _newestVersion;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        string? before = null;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // One look may have met a write in the middle; two in a row have not.
            var loss = await FindLossAsync(stoppingToken);
            if (loss is not null && before is not null)
            {
                LogLost(loss);
                Environment.ExitCode = ExitCode;
                lifetime.StopApplication();
                await Task.Delay(Patience, clock, CancellationToken.None);
                Environment.Exit(ExitCode);
            }

            before = loss;
        }
    }

    private async Task<string?> FindLossAsync(CancellationToken cancellationToken)
    {
        var status = oracle.CurrentStatus;
        if (status is not (SiloStatus.Created or SiloStatus.Joining or SiloStatus.Active))
        {
            return null;
        }

        try
        {
            // What this silo knows was in the table: it is looked at first, so a table that is read later is not older.
            _newestVersion = Math.Max(_newestVersion, membership.CurrentSnapshot.Version.Value);
            var data = await table.ReadAllAsync(cancellationToken);
            long version = data.Version.Version;
            if (version < _newestVersion)
            {
                return $"its version is {version} and was {_newestVersion}";
            }

            _newestVersion = version;
            return (status, data.TryGet(oracle.SiloAddress)?.Item1.Status) switch
            {
                (SiloStatus.Created, _) => null,
                (_, null) => "this silo is not in it",
                (SiloStatus.Active, SiloStatus.Created or SiloStatus.Joining) => "this silo has not joined yet according to it",
                _ => null,
            };
        }
        catch (Orleans.Clustering.Redis.RedisClusteringException)
        {
            // The store answered that there is no such table, which every silo makes before it joins. One that still joins would try for minutes.
            return "it is gone";
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The store is away: nothing is known, and nothing lost.
            LogUnknown(exception);
            return null;
        }
    }

    [LoggerMessage(EventId = 321, Level = LogLevel.Critical, Message = "The store has lost the membership of the cluster: {Loss}. This silo ends, to join anew when it is started again.")]
    private partial void LogLost(string loss);

    [LoggerMessage(EventId = 322, Level = LogLevel.Debug, Message = "The membership could not be read.")]
    private partial void LogUnknown(Exception exception);
}
