using System.Globalization;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Tests.Streaming.Clusters;
using FederatedOrleans.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streams;
using Orleans.TestingHost;

namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>
/// Two of four silos that are expected, whose queues Orleans' deployment-based balancer spreads. How long silos need to become mature is told by a
/// clock that stands still until a test moves it.
/// </summary>
internal sealed class BalancedCluster : IAsyncDisposable
{
    public const int Partitions = 8;
    private const string Provider = "balanced";
    private const int Events = 20;
    private static readonly TimeSpan Maturity = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly FakeTimeProvider Clock = new();
    private readonly EmbeddedKafkaCluster _kafka = EmbeddedKafkaCluster.Start();
    private readonly string _scope = Guid.NewGuid().ToString("N");
    private int _produced;

    private BalancedCluster()
    {
    }

    public TestCluster Silos { get; private set; } = null!;

    public static async Task<BalancedCluster> StartAsync()
    {
        BalancedCluster cluster = new();
        cluster._kafka.CreateTopic(BalancedGrain.Namespace, Partitions);
        TestClusterBuilder builder = new(2);
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(
            [new("Kafka", cluster._kafka.BootstrapServers), new("Scope", cluster._scope)]));
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        builder.AddClientBuilderConfigurator<ClientConfigurator>();
        cluster.Silos = builder.Build();
        await cluster.Silos.DeployAsync();
        return cluster;
    }

    /// <summary>Waits until every silo reads so many partitions, and all together so many.</summary>
    /// <returns>The partitions that are read.</returns>
    public async Task<IReadOnlyList<int>> WaitForReadingAsync(int perSilo, int all)
    {
        var silos = await Eventually.GetAsync(
            () => Task.FromResult(Read()),
            seen => seen.All(silo => silo.Count >= perSilo) && seen.Sum(silo => silo.Count) == all && seen.SelectMany(silo => silo).Distinct().Count() == all,
            Deadline,
            $"{all} partitions are read, {perSilo} or more by each silo");
        return [.. silos.SelectMany(silo => silo).Order()];
    }

    /// <summary>Lets all silos become mature that have been noticed.</summary>
    public static void Mature() => Clock.Advance(Maturity);

    /// <summary>Appends events to all partitions.</summary>
    public async Task ProduceAsync()
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            await Silos.Client.GetStreamProvider(Provider)
                .GetStream<int>(StreamId.Create(BalancedGrain.Namespace, partition.ToString(CultureInfo.InvariantCulture)))
                .OnNextBatchAsync(Enumerable.Range(_produced, Events));
        }

        _produced += Events;
    }

    /// <summary>Waits until every event of some partitions has come; each came in its order for the first time.</summary>
    public async Task VerifyAsync(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
        {
            var items = await Ledger.WaitAsync(
                BalancedGrain.PageOf(_scope, partition), seen => seen.Distinct().Count() >= _produced, $"{_produced} events of partition {partition}");
            Assert.Equal(Enumerable.Range(0, _produced), items.Distinct());
        }
    }

    /// <summary>What has come of a partition.</summary>
    public IReadOnlyList<int> EventsOf(int partition) => Ledger.Read(BalancedGrain.PageOf(_scope, partition));

    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        _kafka.Dispose();
    }

    private List<List<int>> Read() =>
    [
        .. Silos.GetActiveSilos().Select(silo => Silos.GetSiloServiceProvider(silo.SiloAddress).GetRequiredKeyedService<KafkaStreamStatus>(Provider)
            .GetPartitions().Where(partition => partition.IsReading).Select(partition => partition.Partition).ToList()),
    ];

    private static void Set(KafkaStreamOptions options, IConfiguration configuration)
    {
        options.BootstrapServers = configuration["Kafka"]!;
        options.GroupId = Provider;
        options.Topics[BalancedGrain.Namespace] = new();
        options.CommitInterval = TimeSpan.FromMilliseconds(50);
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            // The federations' grains are in this process too; they need more services than streams do.
            siloBuilder.Services.PostConfigure<GrainTypeOptions>(
                options => options.Classes.RemoveWhere(type => type.Assembly == typeof(FogNodeKey).Assembly));
            siloBuilder.Services.AddSingleton(new ProbeScope(siloBuilder.Configuration["Scope"]!));
            siloBuilder.Services.AddKeyedSingleton<TimeProvider>(StreamingTimeProviderNames.Streaming, Clock);
            siloBuilder.Services.Configure<StaticClusterDeploymentOptions>(
                deployment => deployment.SiloNames = ["Primary", "Secondary_1", "Secondary_2", "Secondary_3"]);
            siloBuilder.AddKafkaStreams(
                Provider,
                options => Set(options, siloBuilder.Configuration),
                streams =>
                {
                    streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                    streams.UseDynamicClusterConfigDeploymentBalancer(Maturity);
                });
            siloBuilder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        }
    }

    private sealed class ClientConfigurator : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.AddKafkaStreams(Provider, options => Set(options, configuration));
    }
}
