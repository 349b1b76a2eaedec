using Confluent.Kafka;

namespace FederatedOrleans.Tests.Operations;

/// <summary>The command line begins traces, and pushes their first spans where a collector is configured.</summary>
[Trait("Category", "Process")]
public sealed class EdgeTracingTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Simulate_WithACollector_PushesTheSpansThatTheReadingsName()
    {
        await using var collector = Collector.Start();
        await using var broker = await BrokerProcess.StartAsync(partitions: 1);
        await using var edge = ChildProcess.Start(
            "Edge.dll", ["simulate", "--count", "400", "--rate", "0", "--trace-share", "0.01", "--bootstrap", broker.BootstrapServers], new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_SERVICE_NAME"] = "edge",
            });

        Assert.Equal(0, await edge.WaitForExitAsync(Deadline));

        var traces = ReadTraces(broker.BootstrapServers, records: 400);
        Assert.InRange(traces.Count, 3, 5);
        byte[] pushed = [.. collector.Bodies("/v1/traces").SelectMany(body => body)];
        Assert.All(traces, trace => Assert.NotEqual(-1, pushed.AsSpan().IndexOf(Convert.FromHexString(trace.Split('-')[1]))));
        Assert.All(traces, trace => Assert.NotEqual(-1, pushed.AsSpan().IndexOf(Convert.FromHexString(trace.Split('-')[2]))));
    }

    private static List<string> ReadTraces(string bootstrapServers, int records)
    {
        ConsumerConfig config = new() { BootstrapServers = bootstrapServers, GroupId = "reader", FetchWaitMaxMs = 10 };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).Build();
        consumer.Assign(new TopicPartitionOffset("sensor-data", 0, Offset.Beginning));
        List<string> traces = [];
        for (var i = 0; i < records; i++)
        {
            var headers = consumer.Consume(TestContext.Current.CancellationToken).Message.Headers;
            if (headers is not null && headers.TryGetLastBytes("traceparent", out var trace))
            {
                traces.Add(System.Text.Encoding.ASCII.GetString(trace));
            }
        }

        return traces;
    }
}
