using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Federations;
using FederatedOrleans.Tests.Support;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Processes;

/// <summary>Broker, store and silos as processes, fed with a made-up log; what they make of it is compared with the oracle.</summary>
public sealed class ProcessFleet : IAsyncDisposable
{
    private const int Partitions = 4;
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);

    private readonly List<SiloProcess> _silos = [];
    private readonly IReadOnlyDictionary<string, string?> _settings;

    private ProcessFleet(BrokerProcess broker, GarnetProcess store, SensorLog log, IReadOnlyDictionary<string, string?> settings)
    {
        (Broker, Store, Log, _settings) = (broker, store, log, settings);
        Expected = Federations.Expected.Of(log, Window, Lateness);
    }

    /// <summary>The window of the federation.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long anything may take.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(180);

    /// <summary>The broker.</summary>
    public BrokerProcess Broker { get; }

    /// <summary>The store.</summary>
    public GarnetProcess Store { get; }

    /// <summary>The readings.</summary>
    public SensorLog Log { get; }

    /// <summary>What must come of the readings.</summary>
    public Oracle.OracleResult Expected { get; }

    /// <summary>The silos, in the order in which they were started.</summary>
    public IList<SiloProcess> Silos => _silos;

    /// <summary>The silo that is asked.</summary>
    public SiloProcess Survivor => _silos[^1];

    /// <summary>Starts broker and store.</summary>
    /// <param name="readings">Readings in a full partition, 100 ms of event time apart.</param>
    /// <param name="settings">Settings of the silos beside those that all have.</param>
    public static async Task<ProcessFleet> StartAsync(int readings, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var broker = await BrokerProcess.StartAsync(Partitions);
        try
        {
            return new(broker, await GarnetProcess.StartAsync(), SensorLog.Create(seed: 11, Partitions, readings, spacingMs: 100), settings ?? new Dictionary<string, string?>());
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to send and then starts silos: they find readings, so that no fog node is idle before it has begun.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="duration">Over how long the readings are sent.</param>
    /// <returns>The sending.</returns>
    public async Task<Task> SendToAsync(int silos, TimeSpan duration)
    {
        var sending = Log.SendAsync(Broker.BootstrapServers, duration);
        _silos.AddRange(await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => StartSiloAsync())));
        return sending;
    }

    /// <summary>Starts a silo that is not yet among <see cref="Silos"/>.</summary>
    public Task<SiloProcess> StartSiloAsync() => SiloProcess.StartAsync(new Dictionary<string, string?>(_settings)
    {
        ["ConnectionStrings__kafka"] = Broker.BootstrapServers,
        ["ConnectionStrings__redis"] = Store.ConnectionString,
        ["Federations__default__Window"] = Window.ToString(),
        ["Federations__default__IdleTimeout"] = "00:00:04",
        ["Kafka__HeartbeatInterval"] = "00:00:00.500",
    });

    /// <summary>Waits until a part of the readings is handled.</summary>
    /// <param name="tenths">How many tenths.</param>
    public async Task WaitForReadingsAsync(int tenths) => await Eventually.GetAsync(
        () => Survivor.GetAsync("/api/federations/default/nodes"),
        nodes => nodes.EnumerateArray().Sum(node => node.GetProperty("nextOffset").GetInt64()) >= Log.Count * tenths / 10,
        Deadline,
        $"{tenths} tenths are read");

    /// <summary>Waits until everything is read and decided, and compares all of it with what must come of the readings.</summary>
    public async Task CheckAsync()
    {
        await Survivor.WaitUntilDrainedAsync(Log.Count, Broker.BootstrapServers, Deadline);
        Federations.Expected.Rounds(Expected, await ReadRoundsAsync());
        var nodes = await Survivor.GetAsync("/api/federations/default/nodes");
        Assert.Equal(
            Expected.Participants.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (
                pair.Value.Readings, pair.Value.Late, pair.Value.Future, pair.Value.Malformed)),
            nodes.EnumerateArray().Select(node => (
                node.GetProperty("readings").GetInt64(),
                node.GetProperty("late").GetInt64(),
                node.GetProperty("future").GetInt64(),
                node.GetProperty("malformed").GetInt64())));

        await using var verify = ChildProcess.Start("Edge.dll", ["verify", "--federation", "default", "--bootstrap", Broker.BootstrapServers]);
        Assert.Equal(0, await verify.WaitForExitAsync(Deadline));
        Assert.Contains(verify.Lines, line => line.Text.Contains($"{Expected.Rounds.Count} equal", StringComparison.Ordinal));
    }

    /// <summary>The versions in order; of several decisions on one version the first.</summary>
    public async Task<IReadOnlyList<RoundEntry>> ReadRoundsAsync()
    {
        using var reader = new KafkaLogReader(new Dictionary<string, string> { ["bootstrap.servers"] = Broker.BootstrapServers });
        return await RoundsTopic.ReadAsync(reader);
    }

    /// <summary>Lets time pass in which something is away.</summary>
    /// <param name="duration">How much.</param>
    public static async Task PassAsync(TimeSpan duration)
    {
        using var timer = new PeriodicTimer(duration);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await Broker.DisposeAsync();
        await Store.DisposeAsync();
    }
}
