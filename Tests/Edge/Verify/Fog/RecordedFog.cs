using System.Globalization;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;
using FederatedOrleans.Tests.Grains.Aggregation;
using FederatedOrleans.Tests.Grains.Fog;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Edge.Verify.Fog;

/// <summary>Two partitions of readings, what their fog nodes said of them, and the versions that came of it.</summary>
internal sealed class RecordedFog
{
    private const long Began = 1_700_000_000_000;
    private const int Records = 50;

    private RecordedFog(ConfigurationEntry configuration, RecordedFederation federation, List<SensorRecord>[] sensors) =>
        (Configuration, Federation, Sensors) = (configuration, federation, sensors);

    /// <summary>The configuration by which readings are read.</summary>
    public ConfigurationEntry Configuration { get; set; }

    /// <summary>The topics of updates and rounds.</summary>
    public RecordedFederation Federation { get; }

    /// <summary>The readings by partition.</summary>
    public List<SensorRecord>[] Sensors { get; }

    /// <summary>The first offset that every partition still holds.</summary>
    public long Low { get; set; }

    /// <summary>What a version's weights are; <c>logistic</c> has three.</summary>
    public static double[]? WeightsOf(long version) => [.. Enumerable.Range(1, 3).Select(i => (version + i) / 1_000.0)];

    /// <summary>Windows of seven readings; both nodes are idle once in between and at the end, and train on the version of the window before.</summary>
    public static RecordedFog Create(string model)
    {
        var configuration = ModelFederations.Configuration(model, "fedavg") with
        {
            Participants = ["default/0", "default/1"],
            WindowMs = FogLife.WindowMs,
        };
        var settings = RoundBookSettings.From(configuration, new LocalModels(), new AggregationStrategies());
        List<SensorRecord>[] sensors = [Readings(0), Readings(1)];
        var said = sensors.Select((readings, partition) => Read(configuration, settings, readings, partition)).ToArray();
        UpdateMessage[] messages = [.. said[0].Zip(said[1]).SelectMany(pair => new[] { pair.First, pair.Second })];
        var decisions = Engines.Run(new(settings, RecordedFederation.Log, RoundPast.None), messages);
        return new(configuration, ModelFederations.Record(configuration, messages, decisions), sensors);
    }

    private static List<SensorRecord> Readings(int partition) =>
    [
        .. Enumerable.Range(0, Records).Select(i => FogLife.Record(i, Began + (i * 700), string.Create(
            CultureInfo.InvariantCulture, $$"""{"a":{{i * 0.5}},"b":{{partition - (i * 0.125)}},"y":{{(i + partition) % 2}}}"""))),
    ];

    private static List<UpdateMessage> Read(ConfigurationEntry configuration, RoundBookSettings settings, List<SensorRecord> readings, int partition)
    {
        FogSettings node = new()
        {
            Federation = configuration.Federation,
            Partition = partition,
            Log = "cluster/sensor-data",
            Features = configuration.Features,
            WindowMs = configuration.WindowMs,
            LatenessMs = 0,
            MaxFutureSkewMs = 0,
            Model = settings.Model,
        };
        FogLife life = new(settings: node) { VersionThrough = through => Math.Max(0, (through - Began) / configuration.WindowMs) };
        life.Process([.. readings.Take(17)]);
        life.Partition.GoIdle();
        life.Process([.. readings.Skip(17)]);
        life.Partition.GoIdle();
        life.Resolve();
        return life.Said;
    }
}
