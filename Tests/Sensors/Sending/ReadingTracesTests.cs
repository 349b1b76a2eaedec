using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Sensors.Sending;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace FederatedOrleans.Tests.Sensors.Sending;

[Trait("Category", "Unit")]
[Collection("Listeners of activities")]
public sealed class ReadingTracesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.001, 10)]
    [InlineData(0.25, 2_500)]
    [InlineData(1, 10_000)]
    public void TryBegin_AnyShare_TracesSoManyEvenlyAndTheFirst(double share, int expected)
    {
        ReadingTraces traces = new(share, "sensor-data");
        List<int> traced = [];
        HashSet<string> ids = [];
        for (var i = 0; i < 10_000; i++)
        {
            Message<byte[], byte[]> message = new();
            if (traces.TryBegin(message, out var span))
            {
                traced.Add(i);
                Assert.Null(span);
                Assert.True(ActivityContext.TryParse(Encoding.ASCII.GetString(message.Headers.GetLastBytes("traceparent")), null, out var context));
                Assert.True(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) && ids.Add(context.TraceId.ToHexString()));
            }
            else
            {
                Assert.Null(message.Headers);
            }
        }

        Assert.InRange(traced.Count, expected - 1, expected + 1);
        Assert.Equal(expected == 0 ? -1 : 0, traced.FirstOrDefault(-1));
    }

    [Fact]
    public void TryBegin_UntracedReading_AllocatesNothing()
    {
        ReadingTraces traces = new(1e-9, "sensor-data");
        Message<byte[], byte[]> message = new();
        Assert.True(traces.TryBegin(message, out _));
        message.Headers = null!;

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            traces.TryBegin(message, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void TryBegin_SomebodyListens_BeginsWithASpan()
    {
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(ReadingTraces.SourceName).Build();
        Message<byte[], byte[]> message = new();

        Assert.True(new ReadingTraces(1, "sensor-data").TryBegin(message, out var span));

        Assert.Equal(span!.Id, Encoding.ASCII.GetString(message.Headers.GetLastBytes("traceparent")));
        Assert.Equal("sensor-data", span.GetTagItem("messaging.destination.name"));
        span.Dispose();
    }

    [Fact]
    public void TryBegin_WhoListensSamplesNothing_TracesNothing()
    {
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(ReadingTraces.SourceName).SetSampler(new AlwaysOffSampler()).Build();
        Message<byte[], byte[]> message = new();

        Assert.False(new ReadingTraces(1, "sensor-data").TryBegin(message, out var span));

        Assert.Null(span);
        Assert.Null(message.Headers);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Options_ShareOutOfRange_IsNamed(double share) =>
        Assert.Contains("allowed: 0 to 1.", Assert.Single(new SensorProducerOptions { TraceShare = share }.Validate()), StringComparison.Ordinal);
}
