using System.Text;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Sensors;
using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Tests.Sensors.Sending;

[Trait("Category", "Cluster")]
public sealed class SensorProducerTests : IDisposable
{
    private const string Topic = "sensor-data";
    private const int Partitions = 4;

    private readonly EmbeddedKafkaCluster _cluster = EmbeddedKafkaCluster.Start();

    public SensorProducerTests() => _cluster.CreateTopic(Topic, Partitions);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _cluster.Dispose();

    // The hashes are those of Apache Kafka's own tests of its Java client: "21" is -973932308, and so on.
    [Theory]
    [InlineData("21", 1_173_551_340 % Partitions)]
    [InlineData("foobar", 1_357_151_166 % Partitions)]
    [InlineData("a-little-bit-long-string", 1_161_502_112 % Partitions)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", 2_088_585_677 % Partitions)]
    [InlineData("abc", 479_470_107 % Partitions)]
    public async Task SendAsync_WithKey_ChoosesThePartitionOfJavaClients(string key, int partition)
    {
        using var producer = _cluster.CreateSensorProducer();

        await producer.SendAsync(Encoding.UTF8.GetBytes(key), [1], partition: null, Cancellation);
        await producer.FlushAsync();

        Assert.Equal(partition, Assert.Single(ReadAll()).Partition);
    }

    [Fact]
    public async Task SendAsync_WithPartition_UsesItWhateverTheKey()
    {
        using var producer = _cluster.CreateSensorProducer();

        for (var i = 0; i < 20; i++)
        {
            await producer.SendAsync(Encoding.UTF8.GetBytes($"s{i}"), [1], partition: 3, Cancellation);
        }

        await producer.FlushAsync();

        Assert.Equal(Enumerable.Repeat(3, 20), ReadAll().Select(record => record.Partition));
    }

    [Fact]
    public async Task SendAsync_DuringAnOutage_LosesNothingAndKeepsTheOrder()
    {
        using var producer = _cluster.CreateSensorProducer();
        await SendNumbersAsync(producer, 0, 100);
        await producer.FlushAsync();

        _cluster.SetBrokerDown();
        await SendNumbersAsync(producer, 100, 200);
        Assert.True(producer.AwaitsBroker);
        Assert.Equal(100, producer.Counts.Pending);
        _cluster.SetBrokerUp();
        await producer.FlushAsync();

        Assert.Equal(new SendCounts(200, 0, 0), producer.Counts);
        Assert.False(producer.AwaitsBroker);
        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"{number}"), ReadAll().Select(record => record.Value));
    }

    [Fact]
    public async Task SendAsync_TooManyWithoutAnswer_WaitsForOne()
    {
        using var producer = _cluster.CreateSensorProducer(options => options.MaxInFlight = 10);
        _cluster.SetBrokerDown();
        await SendNumbersAsync(producer, 0, 10);

        var eleventh = SendNumbersAsync(producer, 10, 11);
        Assert.False(eleventh.IsCompleted);
        _cluster.SetBrokerUp();
        await eleventh.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await producer.FlushAsync();

        Assert.Equal(11, producer.Counts.Acknowledged);
    }

    [Fact]
    public async Task SendAsync_CancelledWhileWaiting_SendsNothingMore()
    {
        using var producer = _cluster.CreateSensorProducer(options => options.MaxInFlight = 10);
        using CancellationTokenSource cancellation = new();
        _cluster.SetBrokerDown();
        await SendNumbersAsync(producer, 0, 10);

        var eleventh = producer.SendAsync([1], [1], partition: 0, cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => eleventh);
        Assert.Equal(10, producer.Counts.Accepted);
    }

    [Fact]
    public async Task SendAsync_QueueFullOfBytes_WaitsForSpace()
    {
        // One reading of 700 bytes fits into the queue, two do not.
        using var producer = _cluster.CreateSensorProducer(options => options.Settings["queue.buffering.max.kbytes"] = "1");

        for (var i = 0; i < 50; i++)
        {
            await producer.SendAsync([1], new byte[700], partition: 0, Cancellation);
        }

        await producer.FlushAsync();

        Assert.Equal(new SendCounts(50, 0, 0), producer.Counts);
        Assert.Equal(50, ReadAll().Count);
    }

    [Fact]
    public async Task SendAsync_Refused_CountsAFailureWithItsReason()
    {
        using var producer = _cluster.CreateSensorProducer();
        _cluster.PushRequestErrors(KafkaApi.Produce, Confluent.Kafka.ErrorCode.TopicAuthorizationFailed);

        await SendNumbersAsync(producer, 0, 1);
        await producer.FlushAsync();

        Assert.Equal(new SendCounts(0, 1, 0), producer.Counts);
        Assert.Contains("authorization failed", producer.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_TooLarge_SaysSo()
    {
        using var producer = _cluster.CreateSensorProducer();

        var exception = await Assert.ThrowsAsync<SensorDataException>(
            () => producer.SendAsync([1], new byte[2_000_000], partition: null, Cancellation).AsTask());

        Assert.Contains("topic sensor-data", exception.Message, StringComparison.Ordinal);
        Assert.IsType<ProduceException<byte[], byte[]>>(exception.InnerException);
        Assert.Equal(0, producer.Counts.Accepted);
    }

    [Fact]
    public async Task FlushAsync_NoBroker_EndsInTimeAndLeavesReadingsPending()
    {
        using var producer = _cluster.CreateSensorProducer(options => options.FlushTimeout = TimeSpan.FromMilliseconds(300));
        _cluster.SetBrokerDown();
        await SendNumbersAsync(producer, 0, 5);

        await producer.FlushAsync();

        Assert.Equal(new SendCounts(0, 0, 5), producer.Counts);
    }

    [Fact]
    public async Task GetPartitionCountAsync_BrokerThere_TellsTheTopicsPartitions()
    {
        using var producer = _cluster.CreateSensorProducer();

        Assert.Equal(Partitions, await producer.GetPartitionCountAsync(Cancellation));
    }

    [Fact]
    public async Task GetPartitionCountAsync_BrokerComesLater_WaitsForIt()
    {
        using var producer = _cluster.CreateSensorProducer();
        _cluster.SetBrokerDown();

        var count = producer.GetPartitionCountAsync(Cancellation);
        Assert.True(producer.AwaitsBroker);
        _cluster.SetBrokerUp();

        Assert.Equal(Partitions, await count);
    }

    private static async Task SendNumbersAsync(SensorProducer producer, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            await producer.SendAsync("s1"u8.ToArray(), Encoding.UTF8.GetBytes($"{i}"), partition: null, Cancellation);
        }
    }

    private List<SentRecord> ReadAll() => _cluster.ReadAll(Topic, Partitions, Cancellation);
}
