using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Streaming.Clusters;
using FederatedOrleans.Tests.Streaming.Hosting;
using FederatedOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Topics;

/// <summary>Topics that change while a silo reads them, and starts by time.</summary>
[Trait("Category", "Cluster")]
public sealed class RunningTopicTests : IDisposable
{
    private const string Provider = "topics";
    private const string SiloName = "topics";
    private const string Created = "created";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly EmbeddedKafkaCluster _kafka = StreamHost.StartKafka();
    private readonly SubstitutedCluster _cluster;

    public RunningTopicTests() => _cluster = new(_kafka) { Topics = { [StreamHost.Topic] = new(StreamHost.Partitions, "first") } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _cluster.Dispose();
        _kafka.Dispose();
    }

    /// <summary>What came before the partition was noticed belongs to it too, although reading begins at the end elsewhere.</summary>
    [Fact]
    public async Task Topic_Grows_NewPartitionsAreReadFromTheirStartAndTheOthersGoOn()
    {
        _cluster.Topics[StreamHost.Topic] = new(1, "first");
        await using var silo = await StartAsync(options => options.StartPosition = KafkaStartPosition.Latest);
        await WaitForReadingAsync(silo, 1);
        await ProduceAsync(0, 0, 5);
        await ProduceAsync(1, 0, 5);
        await ProduceAsync(2, 0, 5);
        await silo.Inbox.WaitAsync(5);

        _cluster.Topics[StreamHost.Topic] = new(StreamHost.Partitions, "first");
        await silo.Inbox.WaitAsync(15);
        await ProduceAsync(0, 5, 5);
        await ProduceAsync(2, 5, 5);

        var items = await silo.Inbox.WaitAsync(25);
        Assert.All([(0, 10), (1, 5), (2, 10)], partition => Assert.Equal(
            Enumerable.Range(0, partition.Item2).Select(value => (double)value), ValuesOf(items, partition.Item1)));
    }

    /// <summary>The deployment-based balancer takes the list of queues once.</summary>
    [Fact]
    public async Task Topic_GrowsUnderABalancerThatCannotFollow_IsSaidAndTheOthersGoOn()
    {
        LogLines log = new();
        _cluster.Topics[StreamHost.Topic] = new(1, "first");
        await using var silo = await StartAsync(log: log, configureStreams: streams => streams.UseDynamicClusterConfigDeploymentBalancer(TimeSpan.Zero));
        await WaitForReadingAsync(silo, 1);

        _cluster.Topics[StreamHost.Topic] = new(StreamHost.Partitions, "first");
        await ProduceAsync(0, 0, 5);

        await silo.Inbox.WaitAsync(5);
        await Eventually.GetAsync(
            () => Task.FromResult(log.All), lines => lines.Any(line => line.Contains("does not see hosted [1-2]", StringComparison.Ordinal)), Deadline, "a warning");
        await WaitForReadingAsync(silo, 1);
    }

    [Fact]
    public async Task Topic_MadeAnew_IsReadFromItsStartAndSubscribersHearOfIt()
    {
        await using var silo = await StartAsync();
        await silo.GetStream(Provider, 1).SubscribeAsync(new ErrorObserver(out var errors));
        await ProduceAsync(1, 0, 20);
        await silo.Inbox.WaitAsync(20);
        await WaitForCommitAsync(silo, 20);

        _cluster.Topics[StreamHost.Topic] = new(StreamHost.Partitions, "second");

        // The broker still has the records, so they stand for those of the new log.
        await silo.Inbox.WaitAsync(40);
        await ProduceAsync(1, 20, 5);
        var values = ValuesOf(await silo.Inbox.WaitAsync(45), 1);
        Assert.Equal([.. Enumerable.Range(0, 20).Select(value => (double)value), .. Enumerable.Range(0, 25).Select(value => (double)value)], values);
        var error = Assert.IsType<KafkaOffsetException>(await errors.Task.WaitAsync(Deadline, Cancellation));
        Assert.Equal((StreamHost.Topic, 1, 20L, 0L), (error.Topic, error.Partition, error.Asked, error.Available));
        await WaitForCommitAsync(silo, 25);
    }

    [Fact]
    public async Task Topics_OneAbsent_IsCreatedAndBothAreRead()
    {
        await using var silo = await StartAsync(options => options.Topics[Created] = new() { Partitions = 2 });
        await WaitForReadingAsync(silo, StreamHost.Partitions + 2);
        TaskCompletionSource<Reading> got = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = silo.Services.GetRequiredKeyedService<IStreamProvider>(Provider).GetStream<Reading>(StreamId.Create(Created, "1"));
        await stream.SubscribeAsync((reading, _) =>
        {
            got.TrySetResult(reading);
            return Task.CompletedTask;
        });

        await stream.OnNextAsync(new("created", 1));
        await ProduceAsync(0, 0, 1);

        Assert.Equal(new("created", 1), await got.Task.WaitAsync(Deadline, Cancellation));
        await silo.Inbox.WaitAsync(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task Start_AtATime_GetsExactlyWhatCameThenOrLater(int first)
    {
        await ProduceAsync(2, 0, 20);
        await using var silo = await StartAsync(options =>
        {
            // The topic's own start wins.
            options.StartPosition = KafkaStartPosition.Latest;
            options.Topics[StreamHost.Topic] = new() { StartPosition = KafkaStartPosition.Timestamp, StartTime = Noon.AddMinutes(first).AddSeconds(-30) };
        });
        await WaitForReadingAsync(silo, StreamHost.Partitions);
        await ProduceAsync(2, 20, 1);

        var items = await silo.Inbox.WaitAsync(21 - first);
        Assert.Equal(Enumerable.Range(first, 21 - first).Select(value => (double)value), ValuesOf(items, 2));
    }

    [Fact]
    public async Task Subscription_AtATime_GetsExactlyWhatCameThenOrLater()
    {
        await using var silo = await StartAsync();
        await ProduceAsync(0, 0, 20);
        await silo.Inbox.WaitAsync(20);
        var late = await SubscribeAsync(silo, Noon.AddMinutes(8));
        await ProduceAsync(0, 20, 1);

        Assert.Equal(Enumerable.Range(8, 13).Select(value => (double)value), ValuesOf(await late.WaitAsync(13), 0));
        Assert.Equal(21, (await silo.Inbox.WaitAsync(21)).Count);
    }

    /// <summary>Nobody else asks for the ends of partitions, or commits: both go by the same clockwork.</summary>
    [Fact]
    public async Task Heartbeats_AnAnswerFailsUnexpectedly_GoOn()
    {
        await using var silo = await StartAsync(options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        await WaitForReadingAsync(silo, StreamHost.Partitions);
        _cluster.SurprisesAtEnds = 2;

        await Eventually.GetAsync(() => Task.FromResult(_cluster.SurprisesAtEnds), left => left == 0, Deadline, "two questions have failed");
        var asked = _cluster.EndsAsked;
        await Eventually.GetAsync(() => Task.FromResult(_cluster.EndsAsked), count => count >= asked + 3, Deadline, "three more questions");
    }

    /// <summary>A partition that nobody looks for again, or a stream that nobody brings up, would stand still.</summary>
    [Fact]
    public async Task Places_TheSearchFailsUnexpectedly_AreFoundAllTheSame()
    {
        _cluster.Surprises = 2;
        await using var silo = await StartAsync();
        await ProduceAsync(0, 0, 5);
        await silo.Inbox.WaitAsync(5);
        Assert.Equal(0, _cluster.Surprises);

        _cluster.Surprises = 2;
        var rewound = await SubscribeAsync(silo, Noon.AddMinutes(2));

        Assert.Equal([2.0, 3.0, 4.0], ValuesOf(await rewound.WaitAsync(3), 0));
        Assert.Equal(0, _cluster.Surprises);
    }

    /// <summary>Subscribes to the stream of the first partition from a time on.</summary>
    private static async Task<Inbox> SubscribeAsync(StreamHost silo, DateTimeOffset time)
    {
        Inbox inbox = new();
        await silo.GetStream(Provider, 0).SubscribeAsync(
            (reading, _) =>
            {
                inbox.Add(Provider, "0", reading);
                return Task.CompletedTask;
            },
            KafkaPosition.AtTime(time));
        return inbox;
    }

    private static IEnumerable<double> ValuesOf(IReadOnlyList<(string Provider, string Key, Reading Reading)> items, int partition) =>
        items.Where(item => item.Key == partition.ToString(CultureInfo.InvariantCulture)).Select(item => item.Reading.Value);

    private static Task<IReadOnlyList<KafkaPartitionStatus>> WaitForReadingAsync(StreamHost silo, int partitions)
    {
        var status = silo.Services.GetRequiredKeyedService<KafkaStreamStatus>(Provider);
        return Eventually.GetAsync(
            () => Task.FromResult(status.GetPartitions()), seen => seen.Count(partition => partition.IsReading) == partitions, Deadline, "the partitions are read");
    }

    private static Task<IReadOnlyList<KafkaPartitionStatus>> WaitForCommitAsync(StreamHost silo, long offset)
    {
        var status = silo.Services.GetRequiredKeyedService<KafkaStreamStatus>(Provider);
        return Eventually.GetAsync(
            () => Task.FromResult(status.GetPartitions()), seen => seen.Any(partition => partition.CommittedOffset == offset), Deadline, $"{offset} is committed");
    }

    private Task<StreamHost> StartAsync(
        Action<KafkaStreamOptions>? configure = null, Action<ISiloPersistentStreamConfigurator>? configureStreams = null, LogLines? log = null) =>
        StreamHost.StartSiloAsync(FreePort.Get(), [], silo =>
        {
            Action<KafkaStreamOptions> set = options =>
            {
                options.BootstrapServers = _kafka.BootstrapServers;
                options.Topics[StreamHost.Topic] = new();
                options.TopicRefreshInterval = TimeSpan.FromMilliseconds(100);
                options.CommitInterval = TimeSpan.FromMilliseconds(50);
                configure?.Invoke(options);
            };
            silo.AddKafkaStreams(Provider, set, configureStreams);
            silo.Services.AddKeyedSingleton<IKafkaCluster>(Provider, _cluster);
            silo.Services.Configure<StaticClusterDeploymentOptions>(options => options.SiloNames = [SiloName]);
            silo.Services.Configure<SiloOptions>(options => options.SiloName = SiloName);
            if (log is not null)
            {
                silo.Services.AddLogging(logging => logging.AddProvider(log));
            }
        });

    /// <summary>Appends readings, one a minute from noon on.</summary>
    private async Task ProduceAsync(int partition, int first, int count)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers, LingerMs = 0 })
            .SetLogHandler((_, _) => { }).Build();
        for (var i = first; i < first + count; i++)
        {
            Message<Null, byte[]> message = new()
            {
                Value = Encoding.UTF8.GetBytes($$"""{"sensor":"s","value":{{i}}}"""),
                Timestamp = new(Noon.AddMinutes(i)),
            };
            await producer.ProduceAsync(new TopicPartition(StreamHost.Topic, partition), message, Cancellation);
        }
    }

    private sealed class ErrorObserver : IAsyncObserver<Reading>
    {
        private readonly TaskCompletionSource<Exception> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ErrorObserver(out TaskCompletionSource<Exception> first) => first = _first;

        public Task OnNextAsync(Reading item, StreamSequenceToken? token = null) => Task.CompletedTask;

        public Task OnErrorAsync(Exception ex)
        {
            _first.TrySetResult(ex);
            return Task.CompletedTask;
        }
    }
}
