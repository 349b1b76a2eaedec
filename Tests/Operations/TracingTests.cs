using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.Sensors.Sending;
using FederatedOrleans.Tests.Federations;
using FederatedOrleans.Tests.Grains.Fog;
using FederatedOrleans.Tests.Streaming.Records;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace FederatedOrleans.Tests.Operations;

/// <summary>A reading's trace goes through both topics to the aggregator, and readings without one cost nothing.</summary>
[Trait("Category", "Cluster")]
[Collection("Listeners of activities")]
public sealed class TracingTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Sampled = $"00-{Trace}-00f067aa0ba902b7-01";
    private const string Unsampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    [Fact]
    public async Task Reading_WithASampledTraceParent_EndsAsASpanOfTheSameTraceInTheAggregator()
    {
        List<Activity> spans = [];
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(FederationTelemetry.Name).AddInMemoryExporter(spans).Build();
        await using var cluster = FederationCluster.Create(partitions: 1);
        using (var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = cluster.Kafka.BootstrapServers })
            .SetLogHandler((_, _) => { }).Build())
        {
            foreach (var header in (string?[])[null, Unsampled, Sampled, Unsampled, "nonsense"])
            {
                var message = new Message<Null, byte[]> { Value = "{\"temperature\":20}"u8.ToArray(), Timestamp = new(SensorLog.Start, TimestampType.CreateTime) };
                if (header is not null)
                {
                    message.Headers = new() { { FederationTraces.TraceParent, Encoding.ASCII.GetBytes(header) } };
                }

                await producer.ProduceAsync(new TopicPartition("sensor-data", 0), message, TestContext.Current.CancellationToken);
            }
        }

        await cluster.StartSilosAsync(1, new Dictionary<string, string?>
        {
            ["Federations:default:Window"] = "00:00:10",
            ["Federations:default:IdleTimeout"] = "00:00:02",
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
        });
        await cluster.WaitUntilDrainedAsync(TimeSpan.FromSeconds(60));
        tracing.ForceFlush();
        spans = [.. spans.ToArray().Where(span => span.TraceId.ToHexString() == Trace).OrderBy(span => span.StartTimeUtc)];

        Assert.Equal(["federation.reading", "federation.update", "federation.aggregate", "federation.round"], spans.Select(span => span.OperationName));
        Assert.Equal(
            ["00f067aa0ba902b7", .. spans.SkipLast(1).Select(span => span.SpanId.ToHexString())], spans.Select(span => span.ParentSpanId.ToHexString()));
        Assert.Equal("Accepted", spans[2].GetTagItem("federation.verdict"));
        var version = Assert.Single(await cluster.ReadRoundsAsync());
        Assert.Equal(version.Version, spans[3].GetTagItem("federation.version"));
        Assert.Equal(version.Hash, spans[3].GetTagItem("federation.hash"));
    }

    [Fact]
    public async Task Reading_ThatAProducerSampled_IsOneTraceFromTheSensorToTheVersion()
    {
        List<Activity> spans = [];
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(FederationTelemetry.Name, ReadingTraces.SourceName).AddInMemoryExporter(spans).Build();
        await using var cluster = FederationCluster.Create(partitions: 1);
        using (SensorProducer producer = new(new() { BootstrapServers = cluster.Kafka.BootstrapServers, TraceShare = 0.01 }, TimeProvider.System))
        {
            for (var i = 0; i < 100; i++)
            {
                var reading = "{\"temperature\":20,\"timestamp\":1583077930000}"u8.ToArray();
                await producer.SendAsync("s1"u8.ToArray(), reading, 0, TestContext.Current.CancellationToken);
            }

            await producer.FlushAsync();
        }

        await cluster.StartSilosAsync(1, new Dictionary<string, string?>
        {
            ["Federations:default:Window"] = "00:00:10",
            ["Federations:default:IdleTimeout"] = "00:00:02",
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
        });
        await cluster.WaitUntilDrainedAsync(TimeSpan.FromSeconds(60));
        tracing.ForceFlush();
        var trace = Encoding.ASCII.GetString(await ReadTraceAsync(cluster.Kafka.BootstrapServers)).Split('-')[1];
        spans = [.. spans.ToArray().Where(span => span.TraceId.ToHexString() == trace).OrderBy(span => span.StartTimeUtc)];

        Assert.Equal(
            ["federation.send", "federation.reading", "federation.update", "federation.aggregate", "federation.round"], spans.Select(span => span.OperationName));
        Assert.Equal(spans.SkipLast(1).Select(span => span.SpanId).Prepend(default), spans.Select(span => span.ParentSpanId));
    }

    /// <summary>What the first reading carries: a hundredth of the readings does, and the first one begins.</summary>
    private static Task<byte[]> ReadTraceAsync(string bootstrapServers) => Task.Run(() =>
    {
        ConsumerConfig config = new() { BootstrapServers = bootstrapServers, GroupId = "reader", FetchWaitMaxMs = 10 };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        consumer.Assign(new TopicPartitionOffset("sensor-data", 0, Offset.Beginning));
        return consumer.Consume(TestContext.Current.CancellationToken).Message.Headers.GetLastBytes(FederationTraces.TraceParent);
    });

    [Theory]
    [InlineData("")]
    [InlineData($"traceparent={Unsampled}")]
    [InlineData("traceparent=nonsense;other=x")]
    public void Readings_WithoutASampledTraceParent_MakeNoSpanAndAllocateNothing(string headers)
    {
        List<Activity> spans = [];
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(FederationTelemetry.Name).AddInMemoryExporter(spans).Build();
        var batch = TestRecord.Pack(0, 0, 1_000, Enumerable.Range(0, 1_000).Select(offset => new TestRecord(offset, 0, null, "{\"temperature\":20}", headers)));
        FogNodeTraces traces = new(FogLife.Settings);
        traces.Read(batch, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        traces.Read(batch, 0);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.DoesNotContain(spans.ToArray(), IsOwn);
        traces.Read(TestRecord.Pack(0, 0, 1, new TestRecord(0, 0, null, "{\"temperature\":20}", $"traceparent={Sampled}")), 0);
        Assert.Single(spans.ToArray(), IsOwn);
    }

    [Theory]
    [InlineData("")]
    [InlineData($"traceparent={Unsampled}")]
    [InlineData("traceparent=nonsense;other=x")]
    public void Updates_WithoutASampledTraceParent_MakeNoSpanAndAllocateNothing(string headers)
    {
        List<Activity> spans = [];
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(FederationTelemetry.Name).AddInMemoryExporter(spans).Build();
        var batch = TestRecord.Pack(0, 0, 1_000, Enumerable.Range(0, 1_000).Select(offset => new TestRecord(offset, 0, null, "{}", headers)));
        AggregatorTraces traces = new();
        Read();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.DoesNotContain(spans.ToArray(), IsOwn);

        void Read()
        {
            for (var i = 0; i < batch.Count; i++)
            {
                traces.Read(batch[i], UpdateVerdict.Accepted);
            }
        }
    }

    /// <summary>Other tests may make spans of their own meanwhile.</summary>
    private static bool IsOwn(Activity span) => span.TraceId.ToHexString() is Trace or "0af7651916cd43dd8448eb211c80319c";
}
