using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Tests.Sensors.Sending;

[Trait("Category", "Unit")]
public sealed class SensorProducerOptionsTests
{
    [Fact]
    public void Validate_Defaults_FindsNoFault() => Assert.Empty(new SensorProducerOptions().Validate());

    [Fact]
    public void Validate_EveryOptionWrong_NamesEach()
    {
        SensorProducerOptions options = new()
        {
            BootstrapServers = " ",
            Topic = "",
            MaxInFlight = 0,
            Linger = TimeSpan.FromSeconds(-1),
            FlushTimeout = TimeSpan.Zero,
        };

        Assert.Equal(
            ["BootstrapServers", "Topic", "MaxInFlight", "Linger", "FlushTimeout"],
            options.Validate().Select(fault => fault.Split(' ')[0]));
    }

    [Fact]
    public void Constructor_OfProducerWithUnknownSetting_NamesIt()
    {
        SensorProducerOptions options = new() { Settings = { ["no.such.setting"] = "1" } };

        var exception = Assert.Throws<ArgumentException>(() => new SensorProducer(options, TimeProvider.System));

        Assert.Contains("no.such.setting", exception.Message, StringComparison.Ordinal);
    }
}
