using FederatedOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Diagnostics;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>A partition that is read from its end has a place before anything comes: a successor must not begin behind what came meanwhile.</summary>
[Trait("Category", "Cluster")]
public sealed class LatestStartTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task StartPosition_Latest_IsCommittedBeforeARecordIsProcessed()
    {
        await using var cluster = await LedgerCluster.StartAsync(settings: ("StartPosition", "Latest"));
        var status = cluster.Services.GetRequiredKeyedService<KafkaStreamStatus>(LedgerCluster.Provider);

        // Streams by key hear of no end: nothing is delivered that could be processed.
        await Eventually.GetAsync(
            () => Task.FromResult(status.GetPartitions().Where(partition => partition.Topic == LedgerCluster.Keys).ToList()),
            partitions => partitions.Count == LedgerCluster.Partitions && partitions.TrueForAll(partition => partition.CommittedOffset == 0),
            Deadline,
            "the places of all partitions are committed");
    }
}
