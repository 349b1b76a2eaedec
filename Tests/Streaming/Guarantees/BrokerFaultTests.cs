using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Support;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>Brokers fail in every way that the embedded ones can: every record is counted once.</summary>
[Trait("Category", "Cluster")]
public sealed class BrokerFaultTests
{
    private const int Partitions = 6;
    private const int Records = 300;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Brokers_DownMovedAndFaulty_EveryRecordIsCountedOnce()
    {
        await using var cluster = await LedgerCluster.StartAsync(brokers: 3);
        await RoundAsync(cluster, 1);

        cluster.Kafka.SetBrokerDown(2);
        for (var partition = 0; partition < Partitions; partition++)
        {
            cluster.Kafka.SetPartitionLeader(LedgerCluster.Parts, partition, 1 + (2 * (partition % 2)));
        }

        await RoundAsync(cluster, 2);
        cluster.Kafka.SetBrokerUp(2);
        foreach (var api in (KafkaApi[])[KafkaApi.Fetch, KafkaApi.ListOffsets, KafkaApi.OffsetCommit, KafkaApi.OffsetFetch, KafkaApi.FindCoordinator])
        {
            cluster.Kafka.PushRequestErrors(
                api, KafkaErrorCode.NotLeaderForPartition, KafkaErrorCode.RequestTimedOut, KafkaErrorCode.NoError, KafkaErrorCode.Local_Transport, KafkaErrorCode.NotCoordinatorForGroup);
        }

        cluster.Kafka.PushRequestErrors(KafkaApi.Metadata, KafkaErrorCode.Local_Transport, KafkaErrorCode.NoError, KafkaErrorCode.Local_Transport);
        await RoundAsync(cluster, 3);

        cluster.Kafka.SetBrokerDown();
        cluster.Kafka.SetBrokerUp();
        for (var partition = 0; partition < Partitions; partition++)
        {
            cluster.Kafka.SetPartitionLeader(LedgerCluster.Parts, partition, 2);
        }

        await RoundAsync(cluster, 4);
    }

    private static async Task RoundAsync(LedgerCluster cluster, int round)
    {
        await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => cluster.ProduceAsync(LedgerCluster.Parts, partition, Records)));
        for (var partition = 0; partition < Partitions; partition++)
        {
            var ledger = cluster.Ledger(partition);
            await Eventually.GetAsync(
                () => Task.FromResult(ledger), seen => seen.Count >= round * Records, Deadline, $"round {round} of partition {partition}");
            ledger.Verify(Enumerable.Range(0, round * Records).Select(number => (long)number));
        }
    }
}
