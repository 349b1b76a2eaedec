using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Tests.Streaming.Clusters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streams;
using Orleans.TestingHost;

namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>Two silos and a client with providers that have one topic each and no mapper: as with Orleans' other providers any stream has a place.</summary>
public sealed class ConformanceCluster : IAsyncLifetime
{
    public const string Provider = "conformance";
    public const string FilteredProvider = "filtered";
    public const string ImpatientProvider = "impatient";
    private const int Partitions = 4;
    private static readonly string[] Providers = [Provider, FilteredProvider, ImpatientProvider];
    private readonly EmbeddedKafkaCluster _kafka = EmbeddedKafkaCluster.Start();

    public TestCluster Silos { get; private set; } = null!;

    public IClusterClient Client => (IClusterClient)Silos.Client;

    public static StreamId NewStream() => StreamId.Create("any", Guid.NewGuid());

    public async ValueTask InitializeAsync()
    {
        foreach (var topic in Providers)
        {
            _kafka.CreateTopic(topic, Partitions);
        }

        TestClusterBuilder builder = new(2);
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection([new("Kafka", _kafka.BootstrapServers)]));
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        builder.AddClientBuilderConfigurator<ClientConfigurator>();
        Silos = builder.Build();
        await Silos.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        _kafka.Dispose();
    }

    public ILedgerConsumerGrain NewConsumer() => Client.GetGrain<ILedgerConsumerGrain>(Guid.NewGuid());

    public ILedgerProducerGrain NewProducer() => Client.GetGrain<ILedgerProducerGrain>(Guid.NewGuid());

    public IAsyncStream<int> GetStream(StreamId stream, string provider = Provider) => Client.GetStreamProvider(provider).GetStream<int>(stream);

    public async Task ProduceAsync(StreamId stream, int first, int count, string provider = Provider)
    {
        for (var i = first; i < first + count; i++)
        {
            await GetStream(stream, provider).OnNextAsync(i);
        }
    }

    private static void Set(KafkaStreamOptions options, string topic, IConfiguration configuration)
    {
        options.BootstrapServers = configuration["Kafka"]!;
        options.GroupId = topic;
        options.Topics[topic] = new();
        options.MaxRetryDelay = TimeSpan.FromMilliseconds(100);
        options.MaxDeliveryAttempts = topic == ImpatientProvider ? 3 : null;
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            // The federations' grains are in this process too; they need more services than streams do.
            siloBuilder.Services.PostConfigure<GrainTypeOptions>(
                options => options.Classes.RemoveWhere(type => type.Assembly == typeof(FogNodeKey).Assembly));
            siloBuilder.Services.AddSingleton(new ProbeScope(Provider));
            siloBuilder.AddMemoryGrainStorage("PubSubStore");
            foreach (var provider in Providers)
            {
                siloBuilder.AddKafkaStreams(provider, options => Set(options, provider, siloBuilder.Configuration));
                siloBuilder.Services.Configure<StreamPullingAgentOptions>(provider, options =>
                {
                    options.StreamInactivityPeriod = TimeSpan.FromSeconds(1);
                    options.MaxEventDeliveryTime = TimeSpan.FromMilliseconds(500);
                });
            }

            siloBuilder.AddStreamFilter<NumberFilter>(FilteredProvider);
            siloBuilder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        }
    }

    private sealed class ClientConfigurator : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder)
        {
            foreach (var provider in Providers)
            {
                clientBuilder.AddKafkaStreams(provider, options => Set(options, provider, configuration));
            }

            clientBuilder.AddStreamFilter<NumberFilter>(FilteredProvider);
        }
    }
}

/// <summary>The tests that share the cluster; each has streams of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ConformanceSuite : ICollectionFixture<ConformanceCluster>
{
    public const string Name = "Conformance";
}
