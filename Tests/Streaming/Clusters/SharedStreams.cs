using FederatedOrleans.EmbeddedKafka;

namespace FederatedOrleans.Tests.Streaming.Clusters;

/// <summary>One broker and one silo for many tests: every test has a partition of its own.</summary>
public sealed class SharedStreams : IAsyncLifetime
{
    public const string Name = "Streams";

    public EmbeddedKafkaCluster Kafka { get; } = StreamCluster.StartKafka();

    public StreamCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await StreamCluster.StartAsync(Kafka, TimeSpan.FromMilliseconds(50));

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Kafka.Dispose();
    }
}

/// <summary>The tests that share it.</summary>
[CollectionDefinition(SharedStreams.Name)]
public sealed class SharedStreamsCollection : ICollectionFixture<SharedStreams>;
