using System.Text;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Grains.Fog;

/// <summary>Records that are well-formed JSON and would still stop a node that trusted them.</summary>
[Trait("Category", "Unit")]
public sealed class HostileRecordTests
{
    [Theory]
    [InlineData("""{"vibration":1e307}""")]
    [InlineData("""{"temperature":-1.7e308}""")]
    public void Process_ValueThatWouldOverflow_IsMalformed(string json)
    {
        FogLife life = new();

        life.Process(FogLife.Record(0, 1_000, json));

        Assert.Equal((0, 1), (life.State.Readings, life.State.Malformed));
    }

    [Fact]
    public void GoIdle_LargestValues_StillGiveAMessage()
    {
        FogLife life = new();
        life.Process([.. Enumerable.Range(0, 1_000).Select(offset => FogLife.Record(offset, 1_000, """{"temperature":1e100,"vibration":-1e100}"""))]);

        life.Partition.GoIdle();

        Assert.True(double.IsFinite(life.Updates.Single().Weights![0]));
        Assert.NotEmpty(life.Messages());
    }

    [Fact]
    public void Process_KafkaTimeInMicroseconds_IsMalformed()
    {
        FogLife life = new();

        life.Process(FogLife.Record(0, 1_700_000_000_000_000, "{}"), FogLife.Record(1, 1_000, "{}"));
        life.Partition.GoIdle();

        Assert.Equal((1, 1), (life.State.Readings, life.State.Malformed));
        var update = life.Updates.Single();
        Assert.True(WindowSpan.FromUnixMilliseconds(update.WindowStart!.Value, update.WindowEnd!.Value).End > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void Process_NoKafkaTime_CountsBeforeTheEpoch()
    {
        FogLife life = new();

        life.Process(FogLife.Record(0, -1, "{}"));

        Assert.Equal(1, life.State.Readings);
    }

    [Fact]
    public void TryParse_HalfASurrogatePairThenATime_TakesTheLast()
    {
        var json = Encoding.UTF8.GetBytes("""{"timestamp":"\ud800 is half a pair","timestamp":5}""");

        var accepted = new ReadingParser(["temperature", "vibration"]).TryParse(json, new double[2], out var time, out var reason);

        Assert.True(accepted, reason);
        Assert.Equal(5, time);
        Assert.NotNull(OracleReading.Parse(json, ["temperature", "vibration"]));
    }
}
