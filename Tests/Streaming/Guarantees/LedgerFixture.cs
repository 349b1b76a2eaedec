namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>One broker and one silo for many tests: every test has partitions of its own.</summary>
public sealed class LedgerFixture : IAsyncLifetime
{
    public const string Name = "Ledgers";

    public LedgerCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await LedgerCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>The tests that share it.</summary>
[CollectionDefinition(LedgerFixture.Name)]
public sealed class LedgerCollection : ICollectionFixture<LedgerFixture>;
