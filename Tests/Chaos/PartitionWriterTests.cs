using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Chaos.Readings;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Support;
using Orleans.Streaming.Kafka.Log;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.Chaos;

[Trait("Category", "Cluster")]
public sealed class PartitionWriterTests
{
    private const int Records = 400;
    private const int Outages = 10;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TopicPartition Partition = new("readings", 0);

    [Fact]
    public async Task Write_ThroughOutagesAndErrors_WritesEveryRecordOnceAndInOrder()
    {
        using EmbeddedKafkaCluster kafka = EmbeddedKafkaCluster.Start(new() { Brokers = 2 });
        kafka.CreateTopic(Partition.Topic, partitions: 1);
        kafka.SetPartitionLeader(Partition.Topic, 0, 1);
        // What is on its way when the broker goes has been taken, and its answer is lost.
        kafka.SetRoundTripTime(1, TimeSpan.FromMilliseconds(20));
        long written = 0;
        var cancellationToken = TestContext.Current.CancellationToken;

        var writing = Task.Factory.StartNew(
            () =>
            {
                using PartitionWriter writer = new(kafka.BootstrapServers, Partition);
                foreach (var slice in Enumerable.Range(0, Records).Chunk(4))
                {
                    writer.Write(slice.Select(Message), count => Interlocked.Add(ref written, count), cancellationToken);
                }
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (var outage = 1; outage <= Outages; outage++)
        {
            await Eventually.GetAsync(
                () => Task.FromResult(Interlocked.Read(ref written)), count => count >= Records * outage / (Outages + 1), Deadline, "more is written");
            kafka.SetBrokerDown(1);
            kafka.SetBrokerUp(1);
            kafka.PushRequestErrors(
                KafkaApi.Produce, ErrorCode.NotEnoughReplicas, ErrorCode.Local_Transport, ErrorCode.Local_Transport, ErrorCode.Local_Transport, ErrorCode.RequestTimedOut);
            kafka.SetPartitionLeader(Partition.Topic, 0, 1 + (outage % 2));
        }

        await writing;
        Assert.Equal(Records, written);
        using KafkaLogReader reader = new(new Dictionary<string, string> { ["bootstrap.servers"] = kafka.BootstrapServers });
        List<string> values = [];
        await foreach (var record in reader.ReadAsync(Partition.Topic, 0, 0, Records, cancellationToken))
        {
            values.Add(Encoding.UTF8.GetString(record.Value!));
        }

        Assert.Equal(Enumerable.Range(0, Records).Select(i => i.ToString(CultureInfo.InvariantCulture)), values);
        Assert.Equal(Records, (await reader.GetWatermarksAsync(Partition.Topic, 0, cancellationToken)).High);
    }

    [Fact]
    public void Write_WhereSomebodyElseWrites_IsRefused()
    {
        using EmbeddedKafkaCluster kafka = EmbeddedKafkaCluster.Start();
        kafka.CreateTopic(Partition.Topic, partitions: 1);
        using PartitionWriter writer = new(kafka.BootstrapServers, Partition);
        using PartitionWriter other = new(kafka.BootstrapServers, Partition);
        writer.Write([Message(0)], _ => { }, TestContext.Current.CancellationToken);
        other.Write([Message(1), Message(2), Message(3)], _ => { }, TestContext.Current.CancellationToken);
        kafka.PushRequestErrors(KafkaApi.Produce, ErrorCode.NotEnoughReplicas);

        var exception = Assert.Throws<InvalidOperationException>(() => writer.Write([Message(4)], _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains("ends at 4, but had 1", exception.Message, StringComparison.Ordinal);
    }

    private static Message<byte[]?, byte[]?> Message(int number) => new() { Value = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)) };
}
