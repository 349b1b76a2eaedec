using System.Text;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Streaming.Hosting;
using FederatedOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Diagnostics;

/// <summary>The values of the metrics of a running silo, with numbers of records that are known.</summary>
[Trait("Category", "Cluster")]
public sealed class KafkaStreamMetricsTests : IDisposable
{
    private const string Provider = "measured";
    private const int Records = 25;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly EmbeddedKafkaCluster _kafka = StreamHost.StartKafka();
    private readonly Measurements _measurements = new(Provider);

    public KafkaStreamMetricsTests() => _kafka.CreateTopic($"{StreamHost.Topic}.rejected", 1);

    public void Dispose()
    {
        _measurements.Dispose();
        _kafka.Dispose();
    }

    [Fact]
    public async Task Instruments_OfARunningSilo_HaveTheirNamesAndUnits()
    {
        await using var silo = await StartAsync();
        await ProduceAsync(silo, 1);
        await silo.Inbox.WaitAsync(1);

        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["kafka.consumed.records"] = "{record}",
                ["kafka.consumed.bytes"] = "By",
                ["kafka.produced.records"] = "{record}",
                ["kafka.produced.bytes"] = "By",
                ["kafka.delivery.failures"] = "{delivery}",
                ["kafka.delivery.duration"] = "s",
                ["kafka.rejected.records"] = "{record}",
                ["kafka.missing.offsets"] = "{offset}",
                ["kafka.commit.duration"] = "s",
                ["kafka.lag.records"] = "{record}",
                ["kafka.lag.duration"] = "s",
                ["kafka.buffered.bytes"] = "By",
                ["kafka.paused.partitions"] = "{partition}",
                ["kafka.active.rewinds"] = "{rewind}",
            },
            _measurements.Units);
    }

    [Fact]
    public async Task Flow_OfKnownRecords_IsMeasured()
    {
        await using var silo = await StartAsync();
        var bytes = await ProduceAsync(silo, Records);
        await silo.Inbox.WaitAsync(Records);
        await WaitAsync(() => _measurements.Now("kafka.lag.records"), lag => lag == 0, "no lag");
        await WaitAsync(() => _measurements.Count("kafka.commit.duration"), commits => commits > 0, "a commit");

        Assert.Equal((Records, bytes), ((int)_measurements.Sum("kafka.produced.records"), (int)_measurements.Sum("kafka.produced.bytes")));
        Assert.Equal((Records, bytes), ((int)_measurements.Sum("kafka.consumed.records"), (int)_measurements.Sum("kafka.consumed.bytes")));
        Assert.InRange(_measurements.Count("kafka.delivery.duration"), 1, Records);
        Assert.True(_measurements.Sum("kafka.delivery.duration") > 0);
        await WaitAsync(() => _measurements.Now("kafka.buffered.bytes"), buffered => buffered == 0, "no memory is held");
        Assert.Equal((0, 0, 0), (_measurements.Now("kafka.lag.duration"), _measurements.Now("kafka.paused.partitions"), _measurements.Now("kafka.active.rewinds")));
        Assert.Equal((0, 0), (_measurements.Sum("kafka.delivery.failures"), _measurements.Sum("kafka.rejected.records")));
    }

    [Fact]
    public async Task Poison_TwoRecords_AreCountedAsRejectedAndNothingElseIsHeldUp()
    {
        await using var silo = await StartAsync();
        var producer = silo.Services.GetRequiredKeyedService<KafkaProducer>(Provider);
        for (var i = 0; i < 2; i++)
        {
            await producer.ProduceAsync(StreamHost.Topic, 0, null, "no JSON"u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken);
        }

        await ProduceAsync(silo, Records);
        await silo.Inbox.WaitAsync(Records);

        await WaitAsync(() => _measurements.Sum("kafka.rejected.records"), rejected => rejected == 2, "two records are put aside");
        Assert.True(_measurements.Sum("kafka.delivery.failures") >= 2);
    }

    [Fact]
    public async Task Consumer_Hangs_LagGrowsAndTheHealthCheckNamesThePartition()
    {
        await using var silo = await StartAsync();
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await silo.GetStream(Provider, 0).SubscribeAsync((_, _) => release.Task);
        await ProduceAsync(silo, Records);
        await WaitAsync(() => _measurements.Now("kafka.lag.records"), lag => lag == Records, "all records lag");
        await WaitAsync(() => _measurements.Now("kafka.buffered.bytes"), buffered => buffered > 0, "records are held");

        var health = silo.Services.GetRequiredService<HealthCheckService>();
        var stuck = await Eventually.GetAsync(
            () => health.CheckHealthAsync(TestContext.Current.CancellationToken), report => report.Status == HealthStatus.Unhealthy, Deadline, "stuck");
        Assert.Contains($"{StreamHost.Topic} [0]", Assert.Single(stuck.Entries).Value.Description, StringComparison.Ordinal);

        release.SetResult();
        await WaitAsync(() => _measurements.Now("kafka.lag.records"), lag => lag == 0, "no lag");
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task Rewind_BehindALiveStream_IsCountedWhileItLasts()
    {
        await using var silo = await StartAsync();
        await ProduceAsync(silo, Records);
        await silo.Inbox.WaitAsync(Records);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var other = silo.GetStream(Provider, 0);
        await other.SubscribeAsync((_, _) => release.Task, KafkaPosition.AtTime(DateTimeOffset.UnixEpoch));

        await WaitAsync(() => _measurements.Now("kafka.active.rewinds"), rewinds => rewinds == 1, "a rewind");
        release.SetResult();
        await WaitAsync(() => _measurements.Now("kafka.active.rewinds"), rewinds => rewinds == 0, "no rewind");
    }

    private static Task<double> WaitAsync(Func<double> measure, Predicate<double> satisfies, string what) =>
        Eventually.GetAsync(() => Task.FromResult(measure()), satisfies, Deadline, what);

    private static async Task<int> ProduceAsync(StreamHost silo, int count)
    {
        var producer = silo.Services.GetRequiredKeyedService<KafkaProducer>(Provider);
        var bytes = 0;
        for (var i = 0; i < count; i++)
        {
            var (key, value) = (Encoding.UTF8.GetBytes($"key-{i}"), Encoding.UTF8.GetBytes($$"""{"sensor":"s","value":{{i}}}"""));
            bytes += key.Length + value.Length;
            await producer.ProduceAsync(StreamHost.Topic, 0, key, value, cancellationToken: TestContext.Current.CancellationToken);
        }

        return bytes;
    }

    private Task<StreamHost> StartAsync() => StreamHost.StartSiloAsync(FreePort.Get(), [], silo =>
    {
        silo.AddKafkaStreams(Provider, options =>
        {
            options.BootstrapServers = _kafka.BootstrapServers;
            options.Topics[StreamHost.Topic] = new();
            options.CommitInterval = TimeSpan.FromMilliseconds(50);
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        });
        silo.Services.AddHealthChecks().AddKafkaStreams(Provider, TimeSpan.FromMilliseconds(300));
    });
}
