using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Benchmarks.Measuring;
using FederatedOrleans.Benchmarks.Processes;
using FederatedOrleans.Grains.Hosting;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FederatedOrleans.Benchmarks.Updates;

/// <summary>One measurement: a broker that holds the updates already, and a silo that makes versions of them from its start on.</summary>
internal static class UpdatesRun
{
    private const string Federation = FederationsOptions.DefaultName;
    private const int WindowMs = 1_000;

    private static readonly string[] Topics =
        ["sensor-data", "model-weights", "rounds", "global-model", "anomalies", "sensor-data.rejected", "model-weights.rejected"];

    /// <summary>Measures the part of the log behind the first round, by which everything is warm.</summary>
    /// <param name="participants">How many participants send one update per round.</param>
    /// <param name="updates">How many updates there are.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<Cost> MeasureAsync(int participants, int updates, CancellationToken cancellationToken)
    {
        await using var broker = await Broker.StartAsync(Topics.Select(topic => (topic, 1)));
        var rounds = updates / participants;
        using var silo = Build(broker.BootstrapServers, participants);
        await silo.StartAsync(cancellationToken);
        var aggregator = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IGlobalAggregatorGrain>(Federation);
        var warm = Math.Max(1, rounds / 10);
        Send(broker.BootstrapServers, participants, 0, warm);
        await WaitAsync(aggregator, warm, cancellationToken);
        var cost = await CostMeter.MeasureAsync(async () =>
        {
            Send(broker.BootstrapServers, participants, warm, rounds);
            await WaitAsync(aggregator, rounds, cancellationToken);
            return (long)(rounds - warm) * participants;
        });
        await silo.StopAsync(cancellationToken);
        return cost;
    }

    private static async Task WaitAsync(IGlobalAggregatorGrain aggregator, int version, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while ((await aggregator.GetStatus(cancellationToken)).Version < version)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>The producer is cheap beside the aggregator: it writes texts that differ in two numbers.</summary>
    private static void Send(string bootstrapServers, int participants, int from, int to)
    {
        var weights = Convert.ToBase64String(PackedNumbers.FromSingles([.. Enumerable.Range(0, FlatModel.Weights).Select(i => (i - 50) / 64.0)]));
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            CompressionType = CompressionType.Zstd,
            LingerMs = 20,
            QueueBufferingMaxMessages = 1_000_000,
        }).Build();
        var key = Encoding.UTF8.GetBytes(Federation);
        TopicPartition place = new("model-weights", 0);
        for (var round = from; round < to; round++)
        {
            var (start, end) = ((long)round * WindowMs, (round + 1L) * WindowMs);
            for (var participant = 0; participant < participants; participant++)
            {
                var json = string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"federation":"{{Federation}}","participant":"p{{participant}}","kind":"update","closedThrough":{{end}},"windowStart":{{start}},"windowEnd":{{end}},"model":"flat","baseVersion":0,"samples":{{100 + (participant % 7)}},"weightsBase64":"{{weights}}"}""");
                producer.Produce(place, new() { Key = key, Value = Encoding.UTF8.GetBytes(json) });
            }
        }

        producer.Flush();
    }

    private static IHost Build(string bootstrapServers, int participants)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Configuration.AddInMemoryCollection(
        [
            .. Enumerable.Range(0, participants).Select(participant =>
                KeyValuePair.Create($"Federations:{Federation}:ExternalParticipants:{participant}", (string?)$"p{participant}")),
            new($"Federations:{Federation}:Model", FlatModel.ModelName),
            new($"Federations:{Federation}:Strategy", "fedavg"),
            new($"Federations:{Federation}:Window", "00:00:01"),
            new($"Federations:{Federation}:IdleTimeout", "00:00:00.100"),
            new($"Federations:{Federation}:Partitions", "1"),
            new($"Federations:{Federation}:Rounds:MaxStaleness", "100000"),
        ]);
        builder.Services.AddLocalModel(FlatModel.ModelName, _ => new FlatModel());
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .AddMemoryGrainStorage(FederationsOptions.Storage)
            .AddFederations(builder.Configuration, kafka => kafka.BootstrapServers = bootstrapServers));
        return builder.Build();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
