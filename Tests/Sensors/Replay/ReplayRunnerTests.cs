using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Sensors;
using FederatedOrleans.Sensors.Replay;
using FederatedOrleans.Sensors.Sending;
using FederatedOrleans.Tests.Sensors.Sending;
using Microsoft.Extensions.Time.Testing;

namespace FederatedOrleans.Tests.Sensors.Replay;

[Trait("Category", "Cluster")]
public sealed class ReplayRunnerTests : IDisposable
{
    private const string Topic = "sensor-data";

    private readonly RecordingFolder _folder = new();
    private readonly EmbeddedKafkaCluster _cluster = EmbeddedKafkaCluster.Start();

    public ReplayRunnerTests() => _cluster.CreateTopic(Topic, 3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _cluster.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task RunAsync_PartitionByFile_PutsEachFileWhereItsPositionSays()
    {
        string[] files =
        [
            .. Enumerable.Range(0, 5).Select(file => _folder.Write($"f{file}.csv", "timestamp,t", $"{file},1", $"{file + 10},2")),
        ];

        var counts = await RunAsync(Options(files, options => options.PartitionByFile = true), TimeProvider.System);

        Assert.Equal(new SendCounts(10, 0, 0), counts);
        var records = _cluster.ReadAll(Topic, 3, Cancellation);
        Assert.Equal(
            [(0, "f0"), (0, "f3"), (0, "f0"), (0, "f3"), (1, "f1"), (1, "f4"), (1, "f1"), (1, "f4"), (2, "f2"), (2, "f2")],
            records.Select(record => (record.Partition, record.Key)));
    }

    [Fact]
    public async Task RunAsync_OldRecording_KeepsTheSendTimeAsKafkaTime()
    {
        var file = _folder.Write("a.csv", "timestamp,t", "2020-03-09 10:14:33,1");
        var before = DateTime.UtcNow;

        await RunAsync(Options([file]), TimeProvider.System);

        var record = Assert.Single(_cluster.ReadAll(Topic, 3, Cancellation));
        Assert.Equal("""{"sensor_id":"a","timestamp":1583748873000,"t":1}""", record.Value);
        Assert.InRange(record.KafkaTime, before.AddSeconds(-1), DateTime.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task RunAsync_BadRow_SendsWhatCameBeforeIt()
    {
        var file = _folder.Write("a.csv", "timestamp,t", "1,1", "2,2", "3,warm");

        await Assert.ThrowsAsync<SensorDataException>(() => RunAsync(Options([file]), TimeProvider.System));

        Assert.Equal(2, _cluster.ReadAll(Topic, 3, Cancellation).Count);
    }

    [Fact]
    public async Task RunAsync_TenTimesAsFast_WaitsATenthOfTheRecordedTime()
    {
        var file = _folder.Write("a.csv", "timestamp,t", "0,1", "5000,2");
        FakeTimeProvider time = new();
        Assert.True(ReplaySpeed.TryParse("10x", out var speed));
        using var producer = _cluster.CreateSensorProducer();
        var options = Options([file], options => options.Speed = speed);
        using Recording recording = new(options);

        var run = new ReplayRunner(options, time).RunAsync(recording, producer, Cancellation);
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(run.IsCompleted);
        Assert.Equal(1, producer.Counts.Accepted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, (await run).Acknowledged);
    }

    [Fact]
    public async Task RunAsync_Cancelled_FlushesAndReturnsItsCounts()
    {
        var file = _folder.Write("a.csv", "timestamp,t", "0,1", "5000,2");
        using CancellationTokenSource cancellation = new();
        using var producer = _cluster.CreateSensorProducer();
        var options = Options([file], options => options.Speed = ReplaySpeed.Realtime);
        using Recording recording = new(options);

        var run = new ReplayRunner(options, new FakeTimeProvider()).RunAsync(recording, producer, cancellation.Token);
        await cancellation.CancelAsync();

        Assert.Equal(new SendCounts(1, 0, 0), await run);
    }

    private static ReplayOptions Options(string[] files, Action<ReplayOptions>? configure = null)
    {
        ReplayOptions options = new() { Files = files, Features = [new("t", "t")] };
        configure?.Invoke(options);
        return options;
    }

    private async Task<SendCounts> RunAsync(ReplayOptions options, TimeProvider time)
    {
        using var producer = _cluster.CreateSensorProducer();
        using Recording recording = new(options);
        return await new ReplayRunner(options, time).RunAsync(recording, producer, Cancellation);
    }
}
