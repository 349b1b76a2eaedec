using FederatedOrleans.EmbeddedKafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.EmbeddedKafka;

[Trait("Category", "Cluster")]
public sealed class EmbeddedKafkaArgumentsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(33)]
    public void Start_BrokersOutOfRange_SaysWhatIsAllowed(int brokers) => AssertRefused(
        () => EmbeddedKafkaCluster.Start(new EmbeddedKafkaOptions { Brokers = brokers }),
        $"EmbeddedKafkaOptions: Brokers is {brokers}; 1 to 32 is allowed.");

    [Fact]
    public void Start_NegativeRebalanceDelay_SaysWhatIsAllowed() => AssertRefused(
        () => EmbeddedKafkaCluster.Start(new EmbeddedKafkaOptions { GroupInitialRebalanceDelay = TimeSpan.FromTicks(-1) }),
        "EmbeddedKafkaOptions: GroupInitialRebalanceDelay is -00:00:00.0000001; 00:00:00 to 00:10:00 is allowed.");

    [Fact]
    public void AnyCall_ArgumentNotAllowed_SaysWhatIsAllowed()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start(new EmbeddedKafkaOptions { Brokers = 2 });
        cluster.CreateTopic("known", partitions: 2);

        AssertRefused(() => cluster.CreateTopic("a b", 1), "CreateTopic: name is 'a b'; 1 to 249 letters");
        AssertRefused(() => cluster.CreateTopic("t", 0), "CreateTopic: partitions is 0; 1 to 1024 is allowed.");
        AssertRefused(() => cluster.CreateTopic("t", 1, 3), "CreateTopic: replicationFactor is 3; 1 to 2 is allowed.");
        AssertRefused(() => cluster.CreateTopic("known", 1), "CreateTopic('known'): Broker: Topic already exists.");
        AssertRefused(() => cluster.SetBrokerDown(3), "SetBrokerDown: brokerId is 3; 1 to 2 is allowed.");
        AssertRefused(() => cluster.SetBrokerUp(0), "SetBrokerUp: brokerId is 0; 1 to 2 is allowed.");
        AssertRefused(() => cluster.SetRoundTripTime(1, TimeSpan.FromHours(1)), "is 01:00:00; 00:00:00 to 00:10:00 is allowed.");
        AssertRefused(() => cluster.SetPartitionLeader("unknown", 0, 1), "topic is 'unknown'; a topic created by CreateTopic is allowed.");
        AssertRefused(() => cluster.SetPartitionLeader("known", -1, 1), "partition is -1; 0 to 1 is allowed.");
        AssertRefused(() => cluster.SetPartitionLeader("known", 0, 3), "brokerId is 3; 1 to 2 is allowed.");
        AssertRefused(() => cluster.PushRequestErrors((KafkaApi)99, ErrorCode.RequestTimedOut), "api is 99; Produce, Fetch,");
        AssertRefused(() => cluster.PushRequestErrors(KafkaApi.Fetch), "errors is empty; one or more are allowed.");
        AssertRefused(() => cluster.PushRequestErrors(KafkaApi.Fetch, ErrorCode.Local_QueueFull), "Local_QueueFull (-184) for Fetch;");
        AssertRefused(
            () => cluster.PushRequestErrors(KafkaApi.Metadata, ErrorCode.RequestTimedOut),
            "RequestTimedOut (7) for Metadata; NoError or Local_Transport is allowed.");
    }

    private static void AssertRefused(Action call, string message) =>
        Assert.Contains(message, Assert.Throws<EmbeddedKafkaException>(call).Message, StringComparison.Ordinal);
}
