using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Federations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.TestingHost;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>Silos over embedded brokers whose consumers keep ledgers.</summary>
public sealed class LedgerCluster : IAsyncDisposable
{
    public const string Provider = "ledger";
    public const string Parts = "parts";
    public const string Keys = "keys";
    public const string Guids = "guids";
    public const int Partitions = 16;

    private readonly string _scope = Guid.NewGuid().ToString("N");
    private readonly IProducer<byte[]?, byte[]> _producer;

    private LedgerCluster(EmbeddedKafkaCluster kafka)
    {
        Kafka = kafka;
        _producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
            BatchSize = 1_000_000,
            QueueBufferingMaxMessages = 1_000_000,
            ReconnectBackoffMaxMs = 200,
        }).SetLogHandler((_, _) => { }).Build();
    }

    public EmbeddedKafkaCluster Kafka { get; }

    public TestCluster Silos { get; private set; } = null!;

    public IServiceProvider Services => Silos.GetSiloServiceProvider(Silos.Primary!.SiloAddress);

    /// <summary>Starts brokers and silos.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="brokers">How many brokers.</param>
    /// <param name="settings">More settings of the provider.</param>
    public static async Task<LedgerCluster> StartAsync(short silos = 1, int brokers = 1, params IEnumerable<(string Key, string Value)> settings)
    {
        var kafka = EmbeddedKafkaCluster.Start(new EmbeddedKafkaOptions { Brokers = brokers });
        kafka.CreateTopic(Parts, Partitions);
        kafka.CreateTopic(Keys, Partitions);
        kafka.CreateTopic(Guids, 1);
        foreach (var topic in (string[])[Parts, Keys, Guids])
        {
            kafka.CreateTopic(topic + ".rejected", 1);
        }

        LedgerCluster cluster = new(kafka);
        TestClusterBuilder builder = new(silos);
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(
        [
            new("Test:Scope", cluster._scope),
            new("Kafka:BootstrapServers", kafka.BootstrapServers),
            .. settings.Select(setting => KeyValuePair.Create($"Kafka:{setting.Key}", (string?)setting.Value)),
        ]));
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        cluster.Silos = builder.Build();
        await cluster.Silos.DeployAsync();
        return cluster;
    }

    public Ledger Ledger(string stream, string key) => Guarantees.Ledger.Of(_scope, stream, key);

    public Ledger Ledger(int partition) => Ledger(Parts, Text(partition));

    /// <summary>Ends a consumer's activation and begins a new one.</summary>
    public async Task RestartAsync(int partition)
    {
        var grain = Silos.Client.GetGrain<ILedgerGrain>(Text(partition), typeof(PartLedgerGrain).FullName);
        await grain.Restart();
        await grain.Ping();
    }

    /// <summary>Appends records and gives their offsets.</summary>
    public async Task<List<long>> ProduceAsync(string topic, int partition, int count, Func<int, string?>? key = null, int size = 20)
    {
        TopicPartition target = new(topic, partition);
        var value = new byte[size];
        var results = await Task.WhenAll(Enumerable.Range(0, count).Select(number => _producer.ProduceAsync(
            target, new() { Key = key?.Invoke(number) is { } text ? Encoding.UTF8.GetBytes(text) : null, Value = value })));
        return [.. results.Select(result => result.Offset.Value)];
    }

    /// <summary>Appends one record.</summary>
    public async Task<long> ProduceAsync(string topic, int partition, Message<byte[]?, byte[]> message) =>
        (await _producer.ProduceAsync(new TopicPartition(topic, partition), message)).Offset.Value;

    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        _producer.Dispose();
        Kafka.Dispose();
    }

    private static string Text(int partition) => partition.ToString(CultureInfo.InvariantCulture);

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var configuration = siloBuilder.Configuration;
            siloBuilder.AddMemoryGrainStorage("PubSubStore");
            siloBuilder.ConfigureServices(services =>
            {
                // The federations' grains are in this process too; they need more services than streams do.
                services.PostConfigure<GrainTypeOptions>(options => options.Classes.RemoveWhere(type => type.Assembly == typeof(FogNodeKey).Assembly));
                services.AddSingleton(new LedgerScope(configuration["Test:Scope"]!));
                services.AddKeyedSingleton<IKafkaStreamMapper>(Provider, new LedgerMapper());
                services.Configure<StreamPullingAgentOptions>(Provider, options => options.MaxEventDeliveryTime = TimeSpan.FromMilliseconds(200));
                services.Configure<ClusterMembershipOptions>(options =>
                {
                    options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                    options.NumMissedProbesLimit = 3;
                    options.NumVotesForDeathDeclaration = 1;
                });
            });
            siloBuilder.AddKafkaStreams(Provider, options => Configure(configuration, options));
            siloBuilder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Critical));
        }

        private static void Configure(IConfiguration configuration, KafkaStreamOptions options)
        {
            // Small batches: borders are everywhere.
            options.GroupId = "ledgers";
            options.MaxBatchBytes = 1024;
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
            options.CommitInterval = TimeSpan.FromMilliseconds(100);
            options.ProduceTimeout = TimeSpan.FromSeconds(2);
            options.MaxRetryDelay = TimeSpan.FromMilliseconds(20);
            configuration.GetSection("Kafka").Bind(options);
            foreach (var topic in (string[])[Parts, Keys, Guids])
            {
                options.Topics[topic] = new();
            }
        }
    }
}
