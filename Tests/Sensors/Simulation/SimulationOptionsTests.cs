using FederatedOrleans.Sensors.Simulation;

namespace FederatedOrleans.Tests.Sensors.Simulation;

[Trait("Category", "Unit")]
public sealed class SimulationOptionsTests
{
    [Fact]
    public void Validate_Defaults_FindsNoFault() => Assert.Empty(new SimulationOptions().Validate());

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public void Validate_SensorsOutOfRange_NamesOptionValueAndRange(int sensors)
    {
        var fault = Assert.Single(new SimulationOptions { Sensors = sensors }.Validate());

        Assert.Equal($"Sensors is {sensors}; allowed: 1 to 1,000,000.", fault);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.0001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Validate_RateOutOfRange_NamesOptionAndRange(double rate)
    {
        var fault = Assert.Single(new SimulationOptions { Rate = rate }.Validate());

        Assert.StartsWith("Rate is ", fault, StringComparison.Ordinal);
        Assert.EndsWith("allowed: 0 (as fast as possible), or 0.001 to 10,000,000 readings per second.", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Validate_ShareOutOfRange_NamesEachShare(double share)
    {
        SimulationOptions options = new() { NullShare = share, MissingShare = share, MalformedShare = share };

        var faults = options.Validate();

        Assert.Equal(["NullShare", "MissingShare", "MalformedShare"], faults.Select(fault => fault.Split(' ')[0]));
        Assert.All(faults, fault => Assert.EndsWith("allowed: 0 to 1.", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_SharesAboveOneTogether_NamesTheirSum()
    {
        var fault = Assert.Single(new SimulationOptions { NullShare = 0.5, MissingShare = 0.5, MalformedShare = 0.25 }.Validate());

        Assert.Equal("NullShare + MissingShare + MalformedShare is 1.25; allowed: a sum of 0 to 1.", fault);
    }

    [Fact]
    public void Validate_NegativeCount_NamesOptionAndValue()
    {
        var fault = Assert.Single(new SimulationOptions { Count = -5 }.Validate());

        Assert.StartsWith("Count is -5; allowed: 0 or more", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_OfSimulatorWithBadOptions_Throws() =>
        Assert.Throws<ArgumentException>(() => new SensorSimulator(new SimulationOptions { Sensors = 0 }, TimeProvider.System));
}
