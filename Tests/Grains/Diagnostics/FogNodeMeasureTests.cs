using System.Diagnostics.Metrics;
using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.Grains.Fog;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedOrleans.Tests.Grains.Diagnostics;

[Trait("Category", "Unit")]
public sealed class FogNodeMeasureTests
{
    [Fact]
    public void Saved_ScoredReadingsAndAnomalies_CountOnceAndNotThoseOfAnEarlierLife()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using FederationMetrics metrics = new(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        Dictionary<string, long> sums = [];
        List<string> tags = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, heard) =>
        {
            // Other tests have meters of the same name.
            if (instrument == metrics.Scored || instrument == metrics.Anomalies)
            {
                heard.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) =>
        {
            sums[instrument.Name] = sums.GetValueOrDefault(instrument.Name) + value;
            foreach (var (name, label) in labels)
            {
                tags.Add($"{instrument.Name} {name}={label}");
            }
        });
        listener.Start();
        FogNodeState state = new() { Scored = 10, Anomalies = 3 };

        using var node = metrics.Add("machines", "sensor-data", 5, FogNodeCounts.Of(state));
        Assert.Equal((0L, 0L), (sums["federation.scored.readings"], sums["federation.anomalies"]));
        (state.Scored, state.Anomalies) = (17, 4);
        node.Saved(state);
        node.Saved(state);

        Assert.Equal((7L, 1L), (sums["federation.scored.readings"], sums["federation.anomalies"]));
        Assert.Equal(
            ["federation.anomalies federation=machines", "federation.anomalies partition=5", "federation.scored.readings federation=machines", "federation.scored.readings partition=5"],
            tags.Distinct().Order(StringComparer.Ordinal));
    }
}
