using System.Globalization;

namespace FederatedOrleans.Sensors.Simulation;

/// <summary>
/// A simulated fleet of sensors: how many, how fast, and how much of what they say is faulty.
/// </summary>
public sealed class SimulationOptions
{
    /// <summary>The largest number of sensors.</summary>
    public const int MaxSensors = 1_000_000;

    /// <summary>The lowest rate that is not 0, in readings per second.</summary>
    public const double MinRate = 0.001;

    /// <summary>The highest rate, in readings per second.</summary>
    public const double MaxRate = 10_000_000;

    /// <summary>The number of sensors, 1 to 1,000,000; they are called <c>s1</c>, <c>s2</c> and so on. 12 by default.</summary>
    public int Sensors { get; set; } = 12;

    /// <summary>Readings per second of the whole fleet, 0.001 to 10,000,000, or 0: as fast as possible. 50 by default.</summary>
    public double Rate { get; set; } = 50;

    /// <summary>The share of readings with a feature that is null, 0 to 1.</summary>
    public double NullShare { get; set; }

    /// <summary>The share of readings that lack a feature or their timestamp, 0 to 1.</summary>
    public double MissingShare { get; set; }

    /// <summary>The share of records that are no valid reading, 0 to 1.</summary>
    public double MalformedShare { get; set; }

    /// <summary>The start of the random sequence: equal seeds give equal readings, their times apart. 1 by default.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>How many readings are made, 0 or more; null, the default, is without end.</summary>
    public long? Count { get; set; }

    /// <summary>Checks every option.</summary>
    /// <returns>One message for each fault, naming the option, its value and what is allowed; none when all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        Check(Sensors is >= 1 and <= MaxSensors, nameof(Sensors), Sensors, "1 to 1,000,000");
        Check(
            Rate is 0 or (>= MinRate and <= MaxRate),
            nameof(Rate),
            Rate,
            "0 (as fast as possible), or 0.001 to 10,000,000 readings per second");
        CheckShare(nameof(NullShare), NullShare);
        CheckShare(nameof(MissingShare), MissingShare);
        CheckShare(nameof(MalformedShare), MalformedShare);
        Check(
            !(NullShare + MissingShare + MalformedShare > 1),
            $"{nameof(NullShare)} + {nameof(MissingShare)} + {nameof(MalformedShare)}",
            NullShare + MissingShare + MalformedShare,
            "a sum of 0 to 1");
        Check(Count is null or >= 0, nameof(Count), Count ?? 0, "0 or more, or none for a simulation without end");
        return faults;

        void CheckShare(string option, double value) => Check(value is >= 0 and <= 1, option, value, "0 to 1");

        void Check(bool valid, string option, IFormattable value, string allowed)
        {
            if (!valid)
            {
                faults.Add($"{option} is {value.ToString(null, CultureInfo.InvariantCulture)}; allowed: {allowed}.");
            }
        }
    }
}
