using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Diagnostics;

namespace FederatedOrleans.Tests.Streaming.Diagnostics;

[Trait("Category", "Unit")]
public sealed class KafkaStreamsHealthCheckTests
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _clock = new();
    private readonly KafkaStreamStatus _status = new();
    private readonly KafkaStreamsHealthCheck _check;
    private KafkaPartitionStatus _partition = new("orders", 3, 10, 5, 5, 10, 5, TimeSpan.Zero, 0, IsPaused: false, IsReading: true);

    public KafkaStreamsHealthCheckTests()
    {
        _check = new(_status, StuckAfter, _clock);
        _status.Follow(() => [_partition], () => 0);
    }

    [Fact]
    public async Task Check_NothingProcessedForALongTime_NamesThePartition()
    {
        await ExpectAsync(HealthStatus.Healthy);
        _clock.Advance(StuckAfter - TimeSpan.FromSeconds(1));
        await ExpectAsync(HealthStatus.Healthy);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var result = await ExpectAsync(HealthStatus.Unhealthy);

        Assert.Equal("1 partitions are stuck: orders [3].", result.Description);
        Assert.Equal("5 records behind, nothing processed for 00:01:00", result.Data["orders [3]"]);
    }

    [Fact]
    public async Task Check_SomethingWasProcessed_BeginsToCountAnew()
    {
        await ExpectAsync(HealthStatus.Healthy);
        _clock.Advance(StuckAfter);
        _partition = _partition with { ProcessedOffset = 6, Lag = 4 };
        await ExpectAsync(HealthStatus.Healthy);
        _clock.Advance(StuckAfter);

        await ExpectAsync(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Check_NothingToDo_IsHealthyHoweverLong()
    {
        _partition = _partition with { Lag = 0 };
        await ExpectAsync(HealthStatus.Healthy);
        _clock.Advance(10 * StuckAfter);

        await ExpectAsync(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_LeaderDoesNotAnswer_IsStuckWithoutALag()
    {
        _partition = _partition with { Lag = 0, IsReading = false };
        await ExpectAsync(HealthStatus.Healthy);
        _clock.Advance(StuckAfter);

        var result = await ExpectAsync(HealthStatus.Unhealthy);

        Assert.StartsWith("not readable", (string)result.Data["orders [3]"], StringComparison.Ordinal);
    }

    private async Task<HealthCheckResult> ExpectAsync(HealthStatus status)
    {
        HealthCheckContext context = new() { Registration = new("kafka", _check, HealthStatus.Unhealthy, null) };
        var result = await _check.CheckHealthAsync(context, TestContext.Current.CancellationToken);
        Assert.Equal(status, result.Status);
        return result;
    }
}
