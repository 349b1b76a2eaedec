using System.Collections.Concurrent;
using System.Globalization;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Hosting;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Tiers;
using FederatedOrleans.ObjectStorage;
using FederatedOrleans.Tests.Streaming.Topics;
using FederatedOrleans.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.Serialization;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Log;
using Orleans.TestingHost;

namespace FederatedOrleans.Tests.Federations;

/// <summary>A cluster of silos in this process over an embedded broker and a store that outlives silos.</summary>
public sealed class FederationCluster : IAsyncDisposable
{
    /// <summary>The one federation.</summary>
    public const string Federation = FederationsOptions.DefaultName;

    /// <summary>Topics of the sensors' side beside the readings.</summary>
    public static readonly IReadOnlyList<string> SensorTopics = ["anomalies", "sensor-data.rejected"];

    /// <summary>Topics of the updates' side.</summary>
    public static readonly IReadOnlyList<string> UpdatesTopics = ["model-weights", "rounds", "global-model", "model-weights.rejected"];

    private static readonly ConcurrentDictionary<string, IKafkaCluster> Substitutes = new(StringComparer.Ordinal);
    private readonly string _storeName;
    private readonly int _partitions;
    private readonly KafkaLogReader _reader;
    private readonly KafkaLogReader _sensors;

    private FederationCluster(EmbeddedKafkaCluster kafka, EmbeddedKafkaCluster cloudKafka, int partitions, string storeName)
    {
        _storeName = storeName;
        Kafka = kafka;
        CloudKafka = cloudKafka;
        _partitions = partitions;
        _reader = new(new Dictionary<string, string> { ["bootstrap.servers"] = cloudKafka.BootstrapServers });
        _sensors = new(new Dictionary<string, string> { ["bootstrap.servers"] = kafka.BootstrapServers });
    }

    /// <summary>The broker; that of the sensors' side where there are two.</summary>
    public EmbeddedKafkaCluster Kafka { get; }

    /// <summary>The broker of the updates' side.</summary>
    public EmbeddedKafkaCluster CloudKafka { get; }

    /// <summary>The store.</summary>
    public TestStore Store => TestStore.Get(_storeName);

    /// <summary>The silos.</summary>
    public TestCluster Silos { get; private set; } = null!;

    /// <summary>The aggregator.</summary>
    public IGlobalAggregatorGrain Aggregator => Silos.Client.GetGrain<IGlobalAggregatorGrain>(Federation);

    /// <summary>Starts the broker with the topics of one federation; silos come with <see cref="StartSilosAsync"/>.</summary>
    /// <param name="partitions">Partitions of the sensor topic.</param>
    /// <param name="isDivided">Whether the updates' side has a broker of its own.</param>
    /// <param name="storeOf">Whose store to go on with; null for an empty one.</param>
    public static FederationCluster Create(int partitions, bool isDivided = false, FederationCluster? storeOf = null)
    {
        var kafka = EmbeddedKafkaCluster.Start();
        var cloud = isDivided ? EmbeddedKafkaCluster.Start() : kafka;
        kafka.CreateTopic("sensor-data", partitions);
        foreach (var topic in SensorTopics)
        {
            kafka.CreateTopic(topic, 1);
        }

        foreach (var topic in UpdatesTopics)
        {
            cloud.CreateTopic(topic, 1);
        }

        return new(kafka, cloud, partitions, storeOf?._storeName ?? Guid.NewGuid().ToString("N"));
    }

    /// <summary>Gives topics ids, which the broker does not, for silos that are started afterwards.</summary>
    /// <returns>What can be said of the topics.</returns>
    internal SubstitutedCluster SubstituteTopics()
    {
        SubstitutedCluster topics = new(Kafka);
        foreach (var topic in SensorTopics.Concat(UpdatesTopics).Append("sensor-data"))
        {
            topics.Topics[topic] = new(topic == "sensor-data" ? _partitions : 1, "first");
        }

        Substitutes[_storeName] = topics;
        return topics;
    }

    /// <summary>Starts the silos.</summary>
    /// <remarks>
    /// Where versions are compared, begin to send before: nodes that are idle when their first reading comes are waited for only from there on.
    /// </remarks>
    /// <param name="silos">How many.</param>
    /// <param name="settings">Configuration beside what is needed to run, such as <c>Federations:default:Window</c>.</param>
    /// <param name="roles">The roles of the silos in the order of their starts, over two brokers; empty for silos without roles.</param>
    public async Task StartSilosAsync(int silos, IReadOnlyDictionary<string, string?> settings, params IReadOnlyList<SiloRole> roles)
    {
        var builder = new TestClusterBuilder((short)silos);
        builder.Options.ServiceId = "federated-orleans-test";
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(
        [
            .. settings,
            new("Test:Store", _storeName),
            new("Test:BootstrapServers", Kafka.BootstrapServers),
            new("Test:CloudBootstrapServers", CloudKafka.BootstrapServers),
            .. roles.Select((role, silo) => KeyValuePair.Create<string, string?>($"Test:Roles:{silo}", role.ToString())),
        ]));
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        Silos = builder.Build();
        await Silos.DeployAsync();
    }

    /// <summary>Waits until every fog node has read its partition, is idle and has nothing left to send, and the aggregator has read all that.</summary>
    /// <param name="deadline">How long to wait at most.</param>
    public async Task WaitUntilDrainedAsync(TimeSpan deadline)
    {
        for (var partition = 0; partition < _partitions; partition++)
        {
            var node = Silos.Client.GetGrain<IFogNodeGrain>(FogNodeKey.Create(Federation, partition));
            var end = (await _sensors.GetWatermarksAsync("sensor-data", partition)).High;
            await Eventually.GetAsync(
                () => node.GetStatus(), status => status.NextOffset == end && status.Idle && status.Outbox == 0, deadline, $"partition {partition} read to {end}");
        }

        await Eventually.GetAsync(
            async () => (Status: await Aggregator.GetStatus(), End: (await _reader.GetWatermarksAsync("model-weights", 0)).High),
            seen => seen.Status.NextOffset == seen.End && seen.Status.OpenRounds == 0,
            deadline,
            "the aggregator has read everything");
    }

    /// <summary>Waits until the aggregator has read everything in the updates topic, whether rounds are open or not.</summary>
    /// <param name="deadline">How long to wait at most.</param>
    public Task WaitForUpdatesAsync(TimeSpan deadline) => Eventually.GetAsync(
        async () => (Status: await Aggregator.GetStatus(), End: (await _reader.GetWatermarksAsync("model-weights", 0)).High),
        seen => seen.Status.NextOffset == seen.End,
        deadline,
        "the aggregator has read all updates");

    /// <summary>Waits until the fog nodes have read so many records in all.</summary>
    /// <param name="records">How many.</param>
    /// <param name="deadline">How long to wait at most.</param>
    public Task WaitForReadingsAsync(long records, TimeSpan deadline) =>
        Eventually.GetAsync(GetNodesAsync, nodes => nodes.Sum(node => node.NextOffset) >= records, deadline, $"{records} records are read");

    /// <summary>Finds the silo of a grain. If that is the first one, which knows the membership and must live, the grain is moved to another.</summary>
    /// <param name="grain">The grain.</param>
    public async Task<SiloHandle> BringToSecondaryAsync(IGrain grain)
    {
        var management = Silos.Client.GetGrain<IManagementGrain>(0);
        var found = await Eventually.GetAsync(
            async () =>
            {
                var address = await management.GetActivationAddress(grain);
                var living = Silos.SecondarySilos.Where(silo => silo.IsActive).ToList();
                if (living.Find(silo => silo.SiloAddress.Equals(address)) is { } secondary)
                {
                    return secondary;
                }

                RequestContext.Set(IPlacementDirector.PlacementHintKey, living[0].SiloAddress);
                await grain.AsReference<IGrainManagementExtension>().MigrateOnIdle();
                RequestContext.Clear();
                return null;
            },
            silo => silo is not null,
            TimeSpan.FromSeconds(30),
            $"{grain.GetGrainId()} lives on a secondary silo");
        return found!;
    }

    /// <summary>Kills a silo as a machine dies, and starts another one in its place.</summary>
    /// <param name="silo">The silo.</param>
    public async Task ReplaceSiloAsync(SiloHandle silo)
    {
        await Silos.KillSiloAsync(silo);
        await Silos.StartAdditionalSiloAsync();
    }

    /// <summary>The status of every fog node.</summary>
    public async Task<IReadOnlyList<FogNodeStatus>> GetNodesAsync() => await Task.WhenAll(
        Enumerable.Range(0, _partitions).Select(partition => Silos.Client.GetGrain<IFogNodeGrain>(FogNodeKey.Create(Federation, partition)).GetStatus()));

    /// <summary>The versions in the rounds topic: the first entry for a version wins.</summary>
    public Task<IReadOnlyList<RoundEntry>> ReadRoundsAsync() => RoundsTopic.ReadAsync(_reader);

    /// <summary>Every record of a partition of a topic of the updates' side.</summary>
    public async Task<IReadOnlyList<KafkaLogRecord>> ReadTopicAsync(string topic, int partition = 0)
    {
        var bounds = await _reader.GetWatermarksAsync(topic, partition);
        List<KafkaLogRecord> records = [];
        await foreach (var record in _reader.ReadAsync(topic, partition, bounds.Low, bounds.High))
        {
            records.Add(record);
        }

        return records;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Silos is not null)
        {
            await Silos.DisposeAsync();
        }

        _reader.Dispose();
        _sensors.Dispose();
        CloudKafka.Dispose();
        if (CloudKafka != Kafka)
        {
            Kafka.Dispose();
        }
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var store = TestStore.Get(siloBuilder.Configuration["Test:Store"]!);
            siloBuilder.ConfigureServices(services => services.AddKeyedSingleton(
                FederationsOptions.Storage, (provider, _) => store.CreateProvider(provider.GetRequiredService<Serializer>())));
            if (siloBuilder.Configuration["Archive:Location"] is not null)
            {
                siloBuilder.ConfigureServices(services => services.AddSingleton(
                    provider => ObjectStores.Open(provider.GetRequiredService<IOptions<ArchiveOptions>>().Value)));
            }

            AddFederations(siloBuilder);
            if (Substitutes.TryGetValue(siloBuilder.Configuration["Test:Store"]!, out var topics))
            {
                siloBuilder.Services.AddKeyedSingleton(FederationsOptions.StreamProvider, topics);
            }

            siloBuilder.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(1);
            });
            siloBuilder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        }

        private static void AddFederations(ISiloBuilder silo)
        {
            var roles = silo.Configuration.GetSection("Test:Roles").Get<SiloRole[]>();
            if (roles is null)
            {
                silo.AddFederations(silo.Configuration, kafka => Configure(kafka, "Test:BootstrapServers"));
                return;
            }

            // The first silo is called Primary, the others Secondary_1 and so on.
            var name = silo.Configuration["Orleans:Name"]!;
            var role = roles[name.LastIndexOf('_') is >= 0 and var line ? int.Parse(name.AsSpan(line + 1), CultureInfo.InvariantCulture) : 0];
            silo.AddFederations(
                silo.Configuration,
                kafka => Configure(kafka, role == SiloRole.Cloud ? "Test:Nowhere" : "Test:BootstrapServers"),
                kafka => Configure(kafka, "Test:CloudBootstrapServers"),
                role);

            void Configure(KafkaStreamOptions kafka, string servers)
            {
                kafka.BootstrapServers = silo.Configuration[servers] ?? "127.0.0.1:1";
                silo.Configuration.GetSection("Kafka").Bind(kafka);
            }
        }
    }
}
