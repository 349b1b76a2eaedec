using FederatedOrleans.EmbeddedKafka;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.Edge.Rejected.Redriving;

[Trait("Category", "Cluster")]
public sealed class RedriveOutageTests : IDisposable
{
    /// <summary>The embedded cluster lets the CRC-32 of a group's name choose its coordinator.</summary>
    private const string GroupOfFirstBroker = "group-a";

    /// <summary>Two brokers: the first leads the rejected topic and coordinates the group, the second leads the original topic.</summary>
    private readonly RejectedCluster _cluster = new(brokers: 2);

    public RedriveOutageTests()
    {
        _cluster.CreateTopics("readings", 1);
        _cluster.Kafka.SetPartitionLeader("readings.rejected", 0, 1);
        _cluster.Kafka.SetPartitionLeader("readings", 0, 2);
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Redrive_BrokerOfTheTargetAway_WarnsAndSendsWhenItIsBack()
    {
        await _cluster.PutAsideAsync("readings", 0, Enumerable.Range(0, 1_000), "future");
        _cluster.Kafka.SetBrokerDown(2);

        var run = await _cluster.RunAsync(
            "redrive", _ => { }, BringBackAfterWarning, TestContext.Current.CancellationToken, "readings", "--group", GroupOfFirstBroker);

        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith($"sent 1000 records, 0 failed, 0 unsendable, 0 skipped{Environment.NewLine}", run.Output, StringComparison.Ordinal);
        Assert.Contains(" records wait", run.Error, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 1_000), _cluster.ReadValues("readings").Select(int.Parse));
        Assert.Equal(1_000, await _cluster.ReadOffsetAsync("readings", GroupOfFirstBroker));

        void BringBackAfterWarning(string line)
        {
            if (line.StartsWith("no answer from ", StringComparison.Ordinal))
            {
                _cluster.Kafka.SetBrokerUp(2);
            }
        }
    }

    [Fact]
    public async Task Redrive_ConnectionsLostWhileSending_SendsEachRecordOnce()
    {
        await _cluster.PutAsideAsync("readings", 0, Enumerable.Range(0, 1_000), "future");
        _cluster.Kafka.PushRequestErrors(
            KafkaApi.Produce,
            KafkaErrorCode.NoError,
            KafkaErrorCode.Local_Transport,
            KafkaErrorCode.NotLeaderForPartition,
            KafkaErrorCode.NoError,
            KafkaErrorCode.RequestTimedOut);

        Assert.Equal(0, (await _cluster.RedriveAsync("readings")).ExitCode);

        Assert.Equal(Enumerable.Range(0, 1_000), _cluster.ReadValues("readings").Select(int.Parse));
    }
}
