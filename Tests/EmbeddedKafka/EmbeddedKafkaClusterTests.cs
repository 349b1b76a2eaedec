using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.EmbeddedKafka;

[Trait("Category", "Cluster")]
public sealed class EmbeddedKafkaClusterTests
{
    private const string Topic = "readings";

    [Fact]
    public async Task CreateTopic_FourPartitions_RecordsComeBackInOrderPerPartition()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic(Topic, partitions: 4);
        using IProducer<Null, string> producer = KafkaClients.NewProducer(cluster.BootstrapServers);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => KafkaClients.SendAsync(producer, Topic, i % 4, $"{i}")));

        List<ConsumeResult<Ignore, string>> records = KafkaClients.ReadTopic(cluster.BootstrapServers, Topic, partitions: 4, count: 40);
        for (int partition = 0; partition < 4; partition++)
        {
            IEnumerable<string> expected = Enumerable.Range(0, 10).Select(i => $"{(4 * i) + partition}");
            Assert.Equal(expected, records.Where(record => record.Partition == partition).Select(record => record.Message.Value));
        }

        Assert.True(cluster.HasTopic(Topic));
        Assert.False(cluster.HasTopic("other"));
    }

    [Fact]
    public async Task Start_ConsumerGroupWithoutRebalanceDelay_ReceivesRecordsAndKeepsItsOffset()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic(Topic, partitions: 1);
        using IProducer<Null, string> producer = KafkaClients.NewProducer(cluster.BootstrapServers);
        await KafkaClients.SendAsync(producer, Topic, 0, "first");
        await KafkaClients.SendAsync(producer, Topic, 0, "second");

        using (IConsumer<Ignore, string> consumer = KafkaClients.NewConsumer(cluster.BootstrapServers, "group"))
        {
            consumer.Subscribe(Topic);
            consumer.Commit(KafkaClients.Read(consumer, 1)[0]);
            consumer.Close();
        }

        using IConsumer<Ignore, string> successor = KafkaClients.NewConsumer(cluster.BootstrapServers, "group");
        successor.Assign(new TopicPartitionOffset(Topic, 0, Offset.Stored));
        Assert.Equal("second", KafkaClients.Read(successor, 1)[0].Message.Value);
    }

    [Fact]
    public async Task SetBrokerDown_ThenUp_FailsMeanwhileAndLosesNothing()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic(Topic, partitions: 1);
        using IProducer<Null, string> patient = KafkaClients.NewProducer(cluster.BootstrapServers);
        using IProducer<Null, string> hasty = KafkaClients.NewProducer(cluster.BootstrapServers, TimeSpan.FromMilliseconds(500));
        await KafkaClients.SendAsync(patient, Topic, 0, "before");
        await KafkaClients.SendAsync(patient, Topic, 0, "before too");

        cluster.SetBrokerDown(1);
        Task<DeliveryResult<Null, string>>[] waiting =
            [.. Enumerable.Range(0, 10).Select(i => KafkaClients.SendAsync(patient, Topic, 0, $"{i}"))];
        ProduceException<Null, string> failure = await Assert.ThrowsAsync<ProduceException<Null, string>>(
            () => KafkaClients.SendAsync(hasty, Topic, 0, "lost"));
        Assert.Equal(ErrorCode.Local_MsgTimedOut, failure.Error.Code);
        Assert.All(waiting, task => Assert.False(task.IsCompleted));

        cluster.SetBrokerUp(1);
        await Task.WhenAll(waiting).WaitAsync(KafkaClients.Deadline, TestContext.Current.CancellationToken);
        await KafkaClients.SendAsync(patient, Topic, 0, "after");

        IEnumerable<string> values = KafkaClients.ReadTopic(cluster.BootstrapServers, Topic, partitions: 1, count: 13)
            .Select(record => record.Message.Value);
        Assert.Equal(["before", "before too", .. Enumerable.Range(0, 10).Select(i => $"{i}"), "after"], values);
    }

    [Fact]
    public async Task SetRoundTripTime_OneOfTwoBrokers_ItsAnswersComeLater()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start(new EmbeddedKafkaOptions { Brokers = 2 });
        cluster.CreateTopic(Topic, partitions: 2);
        using IProducer<Null, string> producer = KafkaClients.NewProducer(cluster.BootstrapServers);
        await KafkaClients.SendAsync(producer, Topic, 0, "connect to broker 1");
        await KafkaClients.SendAsync(producer, Topic, 1, "connect to broker 2");

        TimeSpan delay = TimeSpan.FromSeconds(2);
        cluster.SetRoundTripTime(brokerId: 1, delay);
        long started = Stopwatch.GetTimestamp();
        Task<DeliveryResult<Null, string>> slow = KafkaClients.SendAsync(producer, Topic, 0, "slow");
        Task<DeliveryResult<Null, string>> fast = KafkaClients.SendAsync(producer, Topic, 1, "fast");

        Assert.Same(fast, await Task.WhenAny(slow, fast));
        await slow;

        // The broker's timer and this clock may disagree by some milliseconds.
        Assert.True(Stopwatch.GetElapsedTime(started) > 0.95 * delay);
    }

    [Fact]
    public async Task SetPartitionLeader_OldLeaderDown_RecordsFlowThroughTheNewOne()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start(new EmbeddedKafkaOptions { Brokers = 2 });
        cluster.CreateTopic(Topic, partitions: 1);
        using IProducer<Null, string> producer = KafkaClients.NewProducer(cluster.BootstrapServers);
        await KafkaClients.SendAsync(producer, Topic, 0, "old leader");
        Assert.Equal(1, Leader(cluster, partition: 0));

        cluster.SetPartitionLeader(Topic, partition: 0, brokerId: 2);
        cluster.SetBrokerDown(1);
        await KafkaClients.SendAsync(producer, Topic, 0, "new leader");

        Assert.Equal(2, Leader(cluster, partition: 0));
        IEnumerable<string> values = KafkaClients.ReadTopic(cluster.BootstrapServers, Topic, partitions: 1, count: 2)
            .Select(record => record.Message.Value);
        Assert.Equal(["old leader", "new leader"], values);
    }

    [Fact]
    public async Task PushRequestErrors_RetriableThenFinal_RetriesThenReportsThenRecovers()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic(Topic, partitions: 1);
        using IProducer<Null, string> producer = KafkaClients.NewProducer(cluster.BootstrapServers);

        cluster.PushRequestErrors(KafkaApi.Produce, ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut, ErrorCode.Local_Transport);
        await KafkaClients.SendAsync(producer, Topic, 0, "retried");

        cluster.PushRequestErrors(KafkaApi.Produce, ErrorCode.InvalidRecord);
        ProduceException<Null, string> failure = await Assert.ThrowsAsync<ProduceException<Null, string>>(
            () => KafkaClients.SendAsync(producer, Topic, 0, "refused"));
        Assert.Equal(ErrorCode.InvalidRecord, failure.Error.Code);

        await KafkaClients.SendAsync(producer, Topic, 0, "recovered");
        IEnumerable<string> values = KafkaClients.ReadTopic(cluster.BootstrapServers, Topic, partitions: 1, count: 2)
            .Select(record => record.Message.Value);
        Assert.Equal(["retried", "recovered"], values);
    }

    [Fact]
    public async Task ClearRequestErrors_AfterPush_LetsTheNextRequestThrough()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic(Topic, partitions: 1);
        using IProducer<Null, string> producer = KafkaClients.NewProducer(cluster.BootstrapServers);

        cluster.PushRequestErrors(KafkaApi.Produce, ErrorCode.InvalidRecord);
        cluster.ClearRequestErrors(KafkaApi.Produce);

        Assert.Equal(0, (await KafkaClients.SendAsync(producer, Topic, 0, "through")).Offset.Value);
    }

    [Fact]
    public void Dispose_OneOfTwoClusters_FreesItsPortAndLeavesTheOther()
    {
        using EmbeddedKafkaCluster survivor = EmbeddedKafkaCluster.Start();
        EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start();
        IPEndPoint endPoint = IPEndPoint.Parse(cluster.BootstrapServers);
        Assert.NotEqual(survivor.BootstrapServers, cluster.BootstrapServers);

        cluster.Dispose();
        cluster.Dispose();

        using TcpListener listener = new(endPoint);
        listener.Start();
        using TcpClient client = new();
        client.Connect(IPEndPoint.Parse(survivor.BootstrapServers));
        using EmbeddedKafkaCluster next = EmbeddedKafkaCluster.Start();
        next.CreateTopic(Topic, partitions: 1);
        Assert.Throws<EmbeddedKafkaException>(() => cluster.CreateTopic(Topic, partitions: 1));
    }

    [Fact]
    public async Task Dispose_WhileOtherThreadsCall_TheyFinishOrLearnThatItIsDisposed()
    {
        EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start();
        using Barrier callersRun = new(participantCount: 3);
        Task<EmbeddedKafkaException>[] callers =
        [
            .. Enumerable.Range(0, 2).Select(caller => Task.Run(() =>
            {
                cluster.CreateTopic($"ready-{caller}", partitions: 1);
                callersRun.SignalAndWait();
                return Assert.Throws<EmbeddedKafkaException>(() => CreateTopicsForever(cluster, $"topic-{caller}"));
            })),
        ];
        callersRun.SignalAndWait(TestContext.Current.CancellationToken);

        cluster.Dispose();

        EmbeddedKafkaException[] endings =
            await Task.WhenAll(callers).WaitAsync(KafkaClients.Deadline, TestContext.Current.CancellationToken);
        Assert.All(endings, ending => Assert.Contains("disposed", ending.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CreateTopic_MoreThanFiveMebibytes_OldestRecordsAreGone()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic(Topic, partitions: 1);
        using IProducer<Null, string> producer = KafkaClients.NewProducer(cluster.BootstrapServers);
        string value = new('x', 700_000);
        for (int i = 0; i < 10; i++)
        {
            await KafkaClients.SendAsync(producer, Topic, 0, value);
        }

        using IConsumer<Ignore, string> consumer = KafkaClients.NewConsumer(cluster.BootstrapServers);
        WatermarkOffsets offsets = consumer.QueryWatermarkOffsets(new TopicPartition(Topic, 0), KafkaClients.Deadline);
        Assert.Equal(10, offsets.High.Value);
        Assert.Equal(3, offsets.Low.Value);
    }

    [Fact]
    public async Task QueryWatermarkOffsets_PartitionsOfTwoBrokers_BoundWhatWasProduced()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start(new EmbeddedKafkaOptions { Brokers = 2 });
        cluster.CreateTopic(Topic, partitions: 2);
        using IProducer<Null, string> producer = KafkaClients.NewProducer(cluster.BootstrapServers);
        await KafkaClients.SendAsync(producer, Topic, 1, "a");
        await KafkaClients.SendAsync(producer, Topic, 1, "b");
        using IConsumer<Ignore, string> consumer = KafkaClients.NewConsumer(cluster.BootstrapServers);

        WatermarkOffsets empty = consumer.QueryWatermarkOffsets(new TopicPartition(Topic, 0), KafkaClients.Deadline);
        WatermarkOffsets filled = consumer.QueryWatermarkOffsets(new TopicPartition(Topic, 1), KafkaClients.Deadline);
        Assert.Equal((0, 0), (empty.Low.Value, empty.High.Value));
        Assert.Equal((0, 2), (filled.Low.Value, filled.High.Value));
    }

    [Fact]
    public async Task Start_ProducerToUnknownTopic_TopicAppearsWithFourPartitions()
    {
        using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start();
        using IProducer<Null, string> producer = KafkaClients.NewProducer(cluster.BootstrapServers);
        using IConsumer<Ignore, string> consumer = KafkaClients.NewConsumer(cluster.BootstrapServers);
        using IAdminClient reader = KafkaClients.NewAdmin(cluster.BootstrapServers);

        consumer.Subscribe("surprise");
        Assert.Equal(ErrorCode.UnknownTopicOrPart, Assert.Throws<ConsumeException>(() => KafkaClients.Read(consumer, 1)).Error.Code);
        Assert.Empty(reader.GetMetadata(KafkaClients.Deadline).Topics);

        await KafkaClients.SendAsync(producer, "surprise", 0, "value");

        Assert.Equal(4, Assert.Single(reader.GetMetadata(KafkaClients.Deadline).Topics).Partitions.Count);
        Assert.False(cluster.HasTopic("surprise"));
        EmbeddedKafkaException exception = Assert.Throws<EmbeddedKafkaException>(() => cluster.CreateTopic("surprise", partitions: 1));
        Assert.Equal(ErrorCode.TopicAlreadyExists, exception.Code);
    }

    private static void CreateTopicsForever(EmbeddedKafkaCluster cluster, string prefix)
    {
        for (int i = 0; ; i++)
        {
            cluster.CreateTopic($"{prefix}-{i}", partitions: 1);
        }
    }

    private static int Leader(EmbeddedKafkaCluster cluster, int partition)
    {
        using IAdminClient admin = KafkaClients.NewAdmin(cluster.BootstrapServers);
        return admin.GetMetadata(Topic, KafkaClients.Deadline).Topics[0].Partitions.Single(p => p.PartitionId == partition).Leader;
    }
}
