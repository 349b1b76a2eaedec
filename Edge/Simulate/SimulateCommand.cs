using System.CommandLine;
using FederatedOrleans.Edge.Kafka;
using FederatedOrleans.Edge.Progress;
using FederatedOrleans.Sensors.Sending;
using FederatedOrleans.Sensors.Simulation;

namespace FederatedOrleans.Edge.Simulate;

/// <summary>The command <c>simulate</c>: sends the readings of a simulated fleet.</summary>
internal static class SimulateCommand
{
    private const string Description =
        """
        Sends the readings of simulated sensors to Kafka: JSON with sensor_id, timestamp (Unix ms), temperature and vibration; the message
        key is the sensor id. Runs until --count readings are sent, or until Ctrl-C or SIGTERM; what was accepted is flushed first. A broker
        that cannot be reached is waited for, with a warning.

        Exit codes: 0 all readings are stored (also after Ctrl-C without --count); 1 a bad argument; 2 readings are not stored; 130 stopped
        before --count was reached.
        """;

    /// <summary>Creates the command for the root command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        KafkaConnection connection = new();
        SimulationOptions defaults = new();
        var sensors = CheckedOption.Number<int>(
            "--sensors", "How many sensors there are.", "1 to 1000000", value => value is >= 1 and <= SimulationOptions.MaxSensors);
        var rate = CheckedOption.Number<double>(
            "--rate",
            "Readings per second of all sensors together; 0 is as fast as possible.",
            "0, or 0.001 to 10000000",
            value => value is 0 or (>= SimulationOptions.MinRate and <= SimulationOptions.MaxRate));
        var nullRate = Share("--null-rate", "The share of readings with a null value.");
        var missingRate = Share("--missing-rate", "The share of readings with a missing field.");
        var malformedRate = Share("--malformed-rate", "The share of records that are no reading.");
        var seed = CheckedOption.Number<int>("--seed", "Equal seeds make equal readings, their times apart.", "any integer", _ => true);
        var count = CheckedOption.Number<long>(
            "--count", "How many readings are sent; without it there is no end.", "0 or more", value => value >= 0);
        sensors.DefaultValueFactory = _ => defaults.Sensors;
        rate.DefaultValueFactory = _ => defaults.Rate;
        seed.DefaultValueFactory = _ => defaults.Seed;

        Command command = new("simulate", Description) { sensors, rate, nullRate, missingRate, malformedRate, seed, count };
        connection.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            SimulationOptions options = new()
            {
                Sensors = result.GetRequiredValue(sensors),
                Rate = result.GetRequiredValue(rate),
                NullShare = result.GetRequiredValue(nullRate),
                MissingShare = result.GetRequiredValue(missingRate),
                MalformedShare = result.GetRequiredValue(malformedRate),
                Seed = result.GetRequiredValue(seed),
                Count = result.GetResult(count) is null ? null : result.GetRequiredValue(count),
            };
            return RunAsync(options, new SendSession(connection.Read(result), result.InvocationConfiguration), result, cancellationToken);
        });
        return command;
    }

    private static Option<double> Share(string name, string description)
    {
        var option = CheckedOption.Number<double>(
            name, description, "0 to 1, the three rates together at most 1", value => value is >= 0 and <= 1);
        option.DefaultValueFactory = _ => 0;
        return option;
    }

    private static async Task<int> RunAsync(
        SimulationOptions options, SendSession session, ParseResult result, CancellationToken cancellationToken)
    {
        if (options.Validate() is [_, ..] faults)
        {
            result.InvocationConfiguration.Error.WriteLine(string.Join(Environment.NewLine, faults));
            return ExitCode.BadArguments;
        }

        SimulationRunner runner = new(options, TimeProvider.System);
        Func<SensorProducer, double>? fraction =
            options.Count is { } count ? producer => (double)producer.Counts.Acknowledged / Math.Max(1, count) : null;
        return await session.RunAsync(runner.RunAsync, fraction, cancellationToken);
    }
}
