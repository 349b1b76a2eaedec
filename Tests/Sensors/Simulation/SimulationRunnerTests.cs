using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Sensors.Sending;
using FederatedOrleans.Sensors.Simulation;
using FederatedOrleans.Tests.Sensors.Sending;

namespace FederatedOrleans.Tests.Sensors.Simulation;

[Trait("Category", "Cluster")]
public sealed class SimulationRunnerTests
{
    [Fact]
    public async Task RunAsync_WithCount_StoresExactlyThatManyEachByItsKey()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("sensor-data", 4);
        using var producer = cluster.CreateSensorProducer();
        SimulationOptions options = new() { Sensors = 40, Rate = 0, Count = 5_000, MalformedShare = 0.1 };
        SimulationRunner runner = new(options, TimeProvider.System);

        var counts = await runner.RunAsync(producer, TestContext.Current.CancellationToken);

        Assert.Equal(new SendCounts(5_000, 0, 0), counts);
        var records = cluster.ReadAll("sensor-data", 4, TestContext.Current.CancellationToken);
        Assert.Equal(5_000, records.Count);
        Assert.Equal(40, records.Select(record => record.Key).Distinct().Count());
        Assert.All(records.GroupBy(record => record.Key), sensor => Assert.Single(sensor.Select(record => record.Partition).Distinct()));
        Assert.Equal(4, records.Select(record => record.Partition).Distinct().Count());
    }

    [Fact]
    public async Task RunAsync_Cancelled_FlushesAndReturnsItsCounts()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("sensor-data", 4);
        using var producer = cluster.CreateSensorProducer();
        using CancellationTokenSource cancellation = new();
        SimulationRunner runner = new(new SimulationOptions { Rate = 0 }, new CancellingTime(cancellation, readings: 500));

        var counts = await runner.RunAsync(producer, cancellation.Token);

        // The reading whose making cancelled the run is not sent any more.
        Assert.Equal(new SendCounts(499, 0, 0), counts);
    }

    [Fact]
    public async Task RunAsync_WithRate_TakesItsTime()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("sensor-data", 1);
        using var producer = cluster.CreateSensorProducer();
        var started = TimeProvider.System.GetTimestamp();

        var counts = await new SimulationRunner(new SimulationOptions { Rate = 1_000, Count = 501 }, TimeProvider.System)
            .RunAsync(producer, TestContext.Current.CancellationToken);

        Assert.Equal(501, counts.Acknowledged);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(499));
    }

    /// <summary>Cancels when an event time is asked for the given number of times.</summary>
    private sealed class CancellingTime(CancellationTokenSource cancellation, int readings) : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            if (++_asked == readings)
            {
                cancellation.Cancel();
            }

            return base.GetUtcNow();
        }
    }
}
