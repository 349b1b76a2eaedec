using FederatedOrleans.Chaos.Fleet;
using FederatedOrleans.Chaos.Outcomes;
using FederatedOrleans.Chaos.Processes;
using FederatedOrleans.Chaos.Readings;

namespace FederatedOrleans.Chaos;

/// <summary>One silo with its state in memory, to which nothing happens: what a log must become.</summary>
internal static class ReferenceRun
{
    /// <summary>Nothing interrupts the sending, so silence is the log's end.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>Feeds it with a log and reads what it makes of it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<Outcome> MakeAsync(ReadingLog log, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var broker = await BrokerProcess.StartAsync(LogShape.Partitions);
        await new LogSender(log, broker.BootstrapServers, clock).SendAsync(TimeSpan.Zero, cancellationToken);
        await using var silo = await SiloProcess.StartAsync(SiloSettings.Create(broker.BootstrapServers, store: null, IdleTimeout));
        await silo.WaitUntilDrainedAsync(log.Count, broker.BootstrapServers, Deadline).WaitAsync(cancellationToken);
        using OutcomeReader reader = new(broker.BootstrapServers);
        return await reader.ReadAsync(await silo.AskAsync(FederationRest.NodesPath, cancellationToken), cancellationToken);
    }
}
