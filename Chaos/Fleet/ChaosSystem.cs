using System.Text.Json;
using FederatedOrleans.Chaos.Faults;
using FederatedOrleans.Chaos.Processes;
using FederatedOrleans.Chaos.Readings;

namespace FederatedOrleans.Chaos.Fleet;

/// <summary>The system under attack: brokers, store and silos as processes of this machine.</summary>
internal sealed class ChaosSystem : IAsyncDisposable
{
    /// <summary>Longer than anything may keep the sender from sending: a node that waits for a broker's answer must not take that for silence.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private readonly string _logs;
    private readonly List<SiloSlot> _silos = [];

    private ChaosSystem(BrokerProcess broker, GarnetProcess store, string logs) => (Broker, Store, _logs) = (broker, store, logs);

    /// <summary>The brokers.</summary>
    public BrokerProcess Broker { get; }

    /// <summary>The store.</summary>
    public GarnetProcess Store { get; }

    /// <summary>The silos.</summary>
    public IReadOnlyList<SiloSlot> Silos => _silos;

    /// <summary>Starts brokers and store.</summary>
    /// <param name="logs">The folder for what the silos write.</param>
    public static async Task<ChaosSystem> StartAsync(string logs)
    {
        var broker = await BrokerProcess.StartAsync(LogShape.Partitions, FaultSchedule.Brokers);
        try
        {
            return new(broker, await GarnetProcess.StartAsync(), logs);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts silos and waits until all listen.</summary>
    /// <param name="count">How many.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">A silo does not.</exception>
    public Task StartSilosAsync(int count, TimeProvider clock, CancellationToken cancellationToken)
    {
        var settings = SiloSettings.Create(Broker.BootstrapServers, Store.ConnectionString, IdleTimeout, _logs);
        var started = clock.GetTimestamp();
        _silos.AddRange(Enumerable.Range(1, count).Select(number => new SiloSlot(number, settings, _logs, clock, started)));
        return WaitUntilServingAsync(StartDeadline, cancellationToken);
    }

    /// <summary>Waits until everything that was sent is read, decided and told.</summary>
    /// <param name="readings">How many readings were sent.</param>
    /// <param name="deadline">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The system did not come to rest.</exception>
    public Task WaitUntilDrainedAsync(long readings, TimeSpan deadline, CancellationToken cancellationToken) =>
        FederationRest.WaitAsync(path => AskAsync(path, cancellationToken), readings, Broker.BootstrapServers, deadline, cancellationToken);

    /// <summary>Waits until every silo answers with what the federation is.</summary>
    /// <param name="deadline">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">A silo does not.</exception>
    public Task WaitUntilServingAsync(TimeSpan deadline, CancellationToken cancellationToken) => Polling.UntilAsync(
        () => Task.WhenAll(_silos.Select(silo => silo.Running!.AskAsync(FederationRest.FederationPath, cancellationToken))),
        _ => true,
        deadline,
        "all silos answer",
        cancellationToken);

    /// <summary>Asks any silo that answers.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<JsonElement> AskAsync(string path, CancellationToken cancellationToken)
    {
        List<Exception> failures = [];
        foreach (var silo in _silos.Where(silo => !silo.IsSuspended).Select(silo => silo.Running).OfType<SiloProcess>())
        {
            try
            {
                return await silo.AskAsync(path, cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or ObjectDisposedException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failures.Add(exception);
            }
        }

        throw new AggregateException("No silo answers.", failures);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await Store.DisposeAsync();
        await Broker.DisposeAsync();
        await File.WriteAllLinesAsync(Path.Combine(_logs, "store.log"), Store.Process.Lines.Select(line => line.Text));
        await File.WriteAllLinesAsync(Path.Combine(_logs, "broker.log"), Broker.Process.Lines.Select(line => line.Text));
    }
}
