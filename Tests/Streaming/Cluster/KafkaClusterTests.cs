using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Support;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Log;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.Streaming.Cluster;

[Trait("Category", "Cluster")]
public sealed class KafkaClusterTests : IDisposable
{
    private const string Topic = "orders";
    private const int Partitions = 4;
    private const int MetadataAsked = 194;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    // With two brokers and one replica, broker 1 leads the even partitions.
    private readonly EmbeddedKafkaCluster _kafka = EmbeddedKafkaCluster.Start(new() { Brokers = 2 });
    private readonly ListLogger<KafkaCluster> _logger = new();
    private readonly KafkaCluster _cluster;

    public KafkaClusterTests()
    {
        _kafka.CreateTopic(Topic, Partitions);
        KafkaStreamOptions options = new() { BootstrapServers = _kafka.BootstrapServers };
        _cluster = new(options, TimeProvider.System, _logger) { AnswerTime = TimeSpan.FromSeconds(2) };
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static TopicPartition[] All => [.. Enumerable.Range(0, Partitions).Select(partition => new TopicPartition(Topic, partition))];

    public void Dispose()
    {
        _cluster.Dispose();
        _kafka.Dispose();
    }

    [Fact]
    public async Task DescribeTopicsAsync_SomeAbsent_TellsTheOthersAndCreatesNone()
    {
        for (var i = 0; i < 2; i++)
        {
            var topics = await _cluster.DescribeTopicsAsync([Topic, "absent"], Cancellation);

            Assert.Equal(new Dictionary<string, KafkaTopicDescription> { [Topic] = new(Partitions, Id: null) }, topics);
        }
    }

    [Fact]
    public async Task DescribeTopicsAsync_BrokersDown_ThrowsAndAnswersAgainWhenTheyAreUp()
    {
        _kafka.SetBrokerDown();
        await Assert.ThrowsAsync<KafkaException>(() => _cluster.DescribeTopicsAsync([Topic], Cancellation));

        _kafka.SetBrokerUp();
        var topics = await EventuallyAsync(() => _cluster.DescribeTopicsAsync([Topic], Cancellation), _ => true);

        Assert.Equal(Partitions, topics[Topic].Partitions);
    }

    [Fact]
    public async Task CreateTopicAsync_ClusterWithoutController_ThrowsAndNamesNoTopicElsewhere()
    {
        await Assert.ThrowsAsync<KafkaException>(() => _cluster.CreateTopicAsync("new", new(), Cancellation));

        Assert.Empty(await _cluster.DescribeTopicsAsync(["new"], Cancellation));
    }

    [Fact]
    public async Task GetEndOffsetsAsync_PartitionsAndOthers_TellsThoseThatExist()
    {
        await ProduceAsync(partition: 1, count: 3, bytes: 10);

        var ends = await _cluster.GetEndOffsetsAsync([.. All, new(Topic, Partitions), new("absent", 0)], Cancellation);

        Assert.Equal(All.ToDictionary(partition => partition, partition => partition.Partition.Value == 1 ? 3L : 0L), ends);
        Assert.Empty(await _cluster.GetEndOffsetsAsync([new("absent", 0)], Cancellation));
        Assert.Empty(await _cluster.GetEndOffsetsAsync([], Cancellation));
        Assert.Empty(await _cluster.DescribeTopicsAsync(["absent"], Cancellation));
    }

    [Fact]
    public async Task GetWatermarksAsync_HeadOfTheLogRemoved_TellsBothBounds()
    {
        await ProduceAsync(partition: 0, count: 8, bytes: 900_000);

        var bounds = await _cluster.GetWatermarksAsync([new(Topic, 0), new(Topic, 1)], Cancellation);

        Assert.InRange(bounds[new(Topic, 0)].Low, 1, 7);
        Assert.Equal(8, bounds[new(Topic, 0)].High);
        Assert.Equal(new KafkaWatermarks(0, 0), bounds[new(Topic, 1)]);
    }

    /// <summary>librdkafka does not ask again for minutes who leads a partition that had no leader when it first asked.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetEndOffsetsAsync_OneLeaderDown_TellsTheOthersAndAllWhenItIsUp(bool isAskedBefore)
    {
        if (isAskedBefore)
        {
            await _cluster.GetEndOffsetsAsync(All, Cancellation);
        }

        _kafka.SetBrokerDown(1);
        var ends = await _cluster.GetEndOffsetsAsync(All, Cancellation);
        _kafka.SetBrokerUp(1);
        var again = await EventuallyAsync(() => _cluster.GetEndOffsetsAsync(All, Cancellation), answer => answer.Count == Partitions);

        Assert.Equal([1, 3], ends.Keys.Select(partition => partition.Partition.Value).Order());
        Assert.All(again.Values, end => Assert.Equal(0, end));
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.PolicyViolation)]
    public async Task GetEndOffsetsAsync_LeaderRefuses_ItsPartitionsAreMissing(ErrorCode error)
    {
        await _cluster.GetEndOffsetsAsync(All, Cancellation);
        _kafka.PushRequestErrors(KafkaApi.ListOffsets, error);

        var ends = await _cluster.GetEndOffsetsAsync(All, Cancellation);

        Assert.Equal(Partitions / 2, ends.Count);
        Assert.Equal(Partitions, (await _cluster.GetEndOffsetsAsync(All, Cancellation)).Count);
    }

    [Fact]
    public async Task GetOffsetForTimeAsync_NoRecordSoLate_IsTheEnd()
    {
        await ProduceAsync(partition: 2, count: 5, bytes: 10);

        Assert.Equal(5, await _cluster.GetOffsetForTimeAsync(new(Topic, 2), DateTimeOffset.UnixEpoch.AddYears(200), Cancellation));
    }

    [Fact]
    public async Task GetOffsetForTimeAsync_NoLeader_NamesThePartition()
    {
        var exception = await Assert.ThrowsAsync<KafkaException>(
            () => _cluster.GetOffsetForTimeAsync(new("absent", 3), DateTimeOffset.UnixEpoch, Cancellation));

        Assert.StartsWith("absent [3]: ", exception.Error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetEndOffsetsAsync_Cancelled_StopsWaiting()
    {
        _kafka.SetBrokerDown();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asking = _cluster.GetEndOffsetsAsync(All, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Dispose_WhileAsking_EndsEveryCall()
    {
        _kafka.SetBrokerDown();
        Task[] asking = [_cluster.DescribeTopicsAsync([Topic], Cancellation), _cluster.GetEndOffsetsAsync(All, Cancellation)];
        await Eventually.GetAsync(
            () => Task.FromResult(_logger.Entries.Any(entry => entry.Id.Id == MetadataAsked)), asked => asked, Deadline, "a blocking call");

        _cluster.Dispose();

        foreach (var call in asking)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(Deadline, Cancellation));
            Assert.True(call.IsCompleted);
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => _cluster.GetEndOffsetsAsync(All, Cancellation));
    }

    private static Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Predicate<T> satisfies) =>
        Eventually.GetAsync(ask, satisfies, Deadline, "an answer after the outage");

    private async Task ProduceAsync(int partition, int count, int bytes)
    {
        ProducerConfig config = new() { BootstrapServers = _kafka.BootstrapServers, LingerMs = 0 };
        using var producer = new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        for (var i = 0; i < count; i++)
        {
            await producer.ProduceAsync(new TopicPartition(Topic, partition), new() { Value = new byte[bytes] }, Cancellation);
        }
    }
}
