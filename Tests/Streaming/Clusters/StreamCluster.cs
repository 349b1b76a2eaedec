using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Federations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Providers;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streaming.Kafka.Log;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streams;
using Orleans.TestingHost;

namespace FederatedOrleans.Tests.Streaming.Clusters;

/// <summary>One silo with the provider under test, over an embedded broker.</summary>
public sealed class StreamCluster : IAsyncDisposable
{
    public const string Provider = "kafka";
    public const string TwinProvider = "twin";
    public const string BatchTopic = "batches";
    public const string JsonTopic = "json";
    public const string TwinTopic = "twins";
    public const string Group = "stream-tests";
    public const int Partitions = 20;

    private readonly string _scope = Guid.NewGuid().ToString("N");
    private readonly EmbeddedKafkaCluster _kafka;

    private StreamCluster(EmbeddedKafkaCluster kafka) => _kafka = kafka;

    public TestCluster Silos { get; private set; } = null!;

    public IServiceProvider Services => Silos.GetSiloServiceProvider(Silos.Primary!.SiloAddress);

    public KafkaProducer Producer => Services.GetRequiredKeyedService<KafkaProducer>(Provider);

    public KafkaLogReader Reader => Services.GetRequiredKeyedService<KafkaLogReader>(Provider);

    /// <summary>A broker with the topics of the tests.</summary>
    public static EmbeddedKafkaCluster StartKafka()
    {
        var kafka = EmbeddedKafkaCluster.Start();
        kafka.CreateTopic(BatchTopic, Partitions);
        kafka.CreateTopic(JsonTopic, Partitions);
        kafka.CreateTopic(TwinTopic, Partitions);
        return kafka;
    }

    /// <summary>Starts a silo over the broker.</summary>
    /// <param name="kafka">The broker; it stays the caller's.</param>
    /// <param name="commitInterval">How often offsets are committed.</param>
    /// <param name="prepare">Sets probes before the first record is delivered.</param>
    public static async Task<StreamCluster> StartAsync(EmbeddedKafkaCluster kafka, TimeSpan commitInterval, Action<StreamCluster>? prepare = null)
    {
        StreamCluster cluster = new(kafka);
        prepare?.Invoke(cluster);
        TestClusterBuilder builder = new(1);
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(
        [
            new("Test:Scope", cluster._scope),
            new("Kafka:BootstrapServers", kafka.BootstrapServers),
            new("Kafka:CommitInterval", commitInterval.ToString()),
        ]));
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        cluster.Silos = builder.Build();
        await cluster.Silos.DeployAsync();
        return cluster;
    }

    /// <summary>Sets what the first activation of a consumer does.</summary>
    public void Prepare<TGrain>(int partition, Probe probe) => Probe.Set($"{_scope}/{typeof(TGrain).Name}/{partition}", probe);

    /// <summary>Gives a consumer a new activation with a probe.</summary>
    public async Task<Probe> BeginAsync<TGrain>(int partition, Probe probe)
    {
        Prepare<TGrain>(partition, probe);
        var grain = Silos.Client.GetGrain<IConsumerGrain>(partition.ToString(CultureInfo.InvariantCulture), typeof(TGrain).FullName);
        await grain.Restart();
        await grain.Ping();
        return probe;
    }

    public IAsyncStream<T> GetStream<T>(string topic, int partition) => Services.GetRequiredKeyedService<IStreamProvider>(Provider)
        .GetStream<T>(StreamId.Create(topic, partition.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Appends numbered records.</summary>
    public Task ProduceAsync(string topic, int partition, int first, int count) => Task.WhenAll(Enumerable.Range(first, count).Select(
        number => Producer.ProduceAsync(topic, partition, null, Encoding.UTF8.GetBytes($"value-{number}"))));

    /// <summary>How far the silo is with a partition of the provider; null while it does not read it.</summary>
    public KafkaPartitionStatus? StatusOf(string topic, int partition) => Services.GetRequiredKeyedService<KafkaStreamStatus>(Provider)
        .GetPartitions().FirstOrDefault(status => status.Topic == topic && status.Partition == partition);

    /// <summary>What the group has committed; a negative number when it has nothing.</summary>
    public long GetCommitted(string topic, int partition)
    {
        ConsumerConfig config = new() { BootstrapServers = _kafka.BootstrapServers, GroupId = Group };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).Build();
        return consumer.Committed([new TopicPartition(topic, partition)], TimeSpan.FromSeconds(10))[0].Offset.Value;
    }

    public async ValueTask DisposeAsync() => await Silos.DisposeAsync();

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var configuration = siloBuilder.Configuration;
            siloBuilder.ConfigureServices(services =>
            {
                // The federations' grains are in this process too; they need more services than streams do.
                services.PostConfigure<GrainTypeOptions>(options => options.Classes.RemoveWhere(type => type.Assembly == typeof(FogNodeKey).Assembly));
                services.AddSingleton(new ProbeScope(configuration["Test:Scope"]!));
                services.AddKeyedSingleton<IKafkaStreamMapper>(TwinProvider, new TwinMapper());
                foreach (var provider in (string[])[Provider, TwinProvider])
                {
                    // Failed deliveries are repeated soon, and given back to the cache soon.
                    services.AddKeyedSingleton<IMessageDeliveryBackoffProvider>(provider, new ShortBackoff());
                    services.Configure<StreamPullingAgentOptions>(provider, options => options.MaxEventDeliveryTime = TimeSpan.FromMilliseconds(200));
                }
            });
            siloBuilder.AddKafkaStreams(Provider, options => Configure(configuration, options, BatchTopic, JsonTopic), ImplicitOnly);
            siloBuilder.AddKafkaStreams(TwinProvider, options => Configure(configuration, options, TwinTopic), ImplicitOnly);
            siloBuilder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        }

        private static void ImplicitOnly(ISiloPersistentStreamConfigurator streams) => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);

        private static void Configure(IConfiguration configuration, KafkaStreamOptions options, params string[] topics)
        {
            // Small batches and a small buffer: borders and pauses are everywhere.
            options.GroupId = Group;
            options.MaxBatchBytes = 1024;
            options.MaxBufferedBytes = Math.Max(1 << 20, topics.Length * Partitions * 64L * 1024);
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(50);
            options.ProduceTimeout = TimeSpan.FromSeconds(2);
            configuration.GetSection("Kafka").Bind(options);
            foreach (var topic in topics)
            {
                options.Topics[topic] = new();
            }
        }
    }

    private sealed class ShortBackoff : IMessageDeliveryBackoffProvider
    {
        public TimeSpan Next(int attempt) => TimeSpan.FromMilliseconds(20);
    }
}
