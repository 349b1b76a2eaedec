namespace FederatedOrleans.Sensors.Simulation;

/// <summary>
/// The physical state of one sensor: values drift slowly around a base of its own and are read with noise.
/// </summary>
internal struct SimulatedSensor
{
    private const double Reversion = 0.002;
    private const double BurstChance = 0.002;

    private double _baseTemperature;
    private double _baseVibration;
    private double _temperature;
    private double _vibration;
    private int _burst;

    /// <summary>Degrees Celsius, with two decimals.</summary>
    public double Temperature { get; private set; }

    /// <summary>The root mean square of the acceleration, with four decimals; never negative.</summary>
    public double Vibration { get; private set; }

    public static SimulatedSensor Create(Random random)
    {
        var temperature = 20 + (10 * random.NextDouble());
        var vibration = 0.015 + (0.035 * random.NextDouble());
        return new SimulatedSensor
        {
            _baseTemperature = temperature,
            _baseVibration = vibration,
            _temperature = temperature,
            _vibration = vibration,
        };
    }

    /// <summary>Takes the next measurement.</summary>
    public void Measure(Random random)
    {
        _temperature += (Reversion * (_baseTemperature - _temperature)) + (0.02 * Noise(random));
        _vibration += (Reversion * (_baseVibration - _vibration)) + (0.0002 * Noise(random));
        _burst = _burst > 0 ? _burst - 1 : random.NextDouble() < BurstChance ? random.Next(3, 20) : 0;
        var vibration = _vibration + (0.001 * Noise(random)) + (_burst > 0 ? 0.05 + (0.1 * random.NextDouble()) : 0);
        Temperature = Math.Round(_temperature + (0.1 * Noise(random)), 2);
        Vibration = Math.Round(Math.Max(0, vibration), 4);
    }

    // Symmetric around 0 within -1 to 1. Sums and products alone give the same bits on every platform, as Log and Cos would not.
    private static double Noise(Random random) => random.NextDouble() - random.NextDouble();
}
