using System.CommandLine;
using System.Globalization;
using FederatedOrleans.Edge.Kafka;
using FederatedOrleans.Edge.Progress;
using FederatedOrleans.Sensors;
using FederatedOrleans.Sensors.Replay;

namespace FederatedOrleans.Edge.Replay;

/// <summary>The command <c>replay</c>: sends the readings of recorded CSV files.</summary>
internal static class ReplayCommand
{
    private const string SensorIdFromFile = "FILE";

    private const string Description =
        """
        Sends the readings of CSV files with a header to Kafka: JSON with sensor_id, timestamp (the event time in Unix ms) and the mapped
        features; the message key is the sensor id. An empty field becomes null. Files are read as they are sent and merged by event time
        (equal times in the order of the files); the rows of one file keep their order. Stops at the end, or at Ctrl-C or SIGTERM; what was
        accepted is flushed first. A broker that cannot be reached is waited for, with a warning.

        Exit codes: 0 all readings are stored; 1 a bad argument, or a file without the columns named; 2 a bad row, or readings are not
        stored; 130 stopped before the end.

        Example: replay pump-1.csv pump-2.csv --delimiter ';' --time datetime --map temperature=Temperature --map vibration=AccRMS --align
        """;

    /// <summary>Creates the command for the root command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        KafkaConnection connection = new();
        ReplayOptions defaults = new();
        Argument<string[]> files = new("FILE") { Description = "The CSV files.", Arity = ArgumentArity.OneOrMore };
        var delimiter = CheckedOption.Create<char>(
            "--delimiter", "CHARACTER", "What separates two fields.", "one ASCII character, or tab", TryParseDelimiter);
        var time = Column(
            "--time", "COLUMN", "The column with the event time: ISO 8601 (UTC without an offset) or Unix ms.", defaults.TimeColumn);
        var map = CheckedOption.CreateRepeatable<FeatureColumn>(
            "--map",
            "FEATURE=COLUMN",
            "A feature of the readings and its column.",
            "FEATURE=COLUMN, the feature not sensor_id or timestamp",
            TryParseFeature);
        var sensorId = Column(
            "--sensor-id", "FILE|COLUMN", "FILE: the file's name without its extension; anything else names a column.", SensorIdFromFile);
        var align = Switch("--align", "Shift each file in time so that all start when the earliest does.");
        var noMerge = Switch("--no-merge", "Send file after file in the order given; readings are late where times overlap.");
        var partitionByFile = Switch("--partition-by-file", "Send file n (from 0) to partition n mod partitions, whatever the key.");
        var skipBadRows = Switch("--skip-bad-rows", "Count bad rows and leave them out, in place of stopping at the first.");
        var speed = CheckedOption.Create<ReplaySpeed>(
            "--speed", "SPEED", "How fast the recording is replayed.", ReplaySpeed.Allowed, ReplaySpeed.TryParse);
        map.Required = true;
        delimiter.DefaultValueFactory = _ => defaults.Delimiter;
        speed.DefaultValueFactory = _ => defaults.Speed;

        Command command = new("replay", Description)
        {
            files, delimiter, time, map, sensorId, align, noMerge, partitionByFile, skipBadRows, speed,
        };
        connection.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            ReplayOptions options = new()
            {
                Files = result.GetRequiredValue(files),
                Delimiter = result.GetRequiredValue(delimiter),
                TimeColumn = result.GetRequiredValue(time),
                Features = result.GetRequiredValue(map),
                SensorIdColumn = result.GetRequiredValue(sensorId) is var id and not SensorIdFromFile ? id : null,
                Align = result.GetValue(align),
                Merge = !result.GetValue(noMerge),
                PartitionByFile = result.GetValue(partitionByFile),
                SkipBadRows = result.GetValue(skipBadRows),
                Speed = result.GetValue(speed),
            };
            var configuration = result.InvocationConfiguration;
            return RunAsync(options, new SendSession(connection.Read(result), configuration), configuration, cancellationToken);
        });
        return command;
    }

    private static Option<string> Column(string name, string helpName, string description, string defaultValue) => new(name)
    {
        HelpName = helpName,
        Description = description,
        DefaultValueFactory = _ => defaultValue,
    };

    private static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    private static async Task<int> RunAsync(
        ReplayOptions options, SendSession session, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        if (options.Validate() is [_, ..] faults)
        {
            configuration.Error.WriteLine(string.Join(Environment.NewLine, faults));
            return ExitCode.BadArguments;
        }

        try
        {
            using Recording recording = new(options);
            ReplayRunner runner = new(options, TimeProvider.System);
            var exitCode = await session.RunAsync(
                (producer, cancellation) => runner.RunAsync(recording, producer, cancellation),
                _ => (double)recording.ReadBytes / Math.Max(1, recording.TotalBytes),
                cancellationToken);
            if (recording.SkippedRows > 0)
            {
                configuration.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"left out {recording.SkippedRows} bad rows"));
            }

            return exitCode;
        }
        catch (SensorDataException exception)
        {
            // The session reports faults of the sending: this one is of a file that could not be opened.
            configuration.Error.WriteLine(exception.Message);
            return ExitCode.BadArguments;
        }
    }

    private static bool TryParseDelimiter(string text, out char delimiter)
    {
        delimiter = text is "tab" or "\\t" ? '\t' : text is [var character] && char.IsAscii(character) ? character : '\0';
        return delimiter != '\0';
    }

    private static bool TryParseFeature(string text, out FeatureColumn feature)
    {
        feature = text.Split('=', 2) is [{ Length: > 0 } name and not ("sensor_id" or "timestamp"), { Length: > 0 } column]
            ? new FeatureColumn(name, column)
            : default;
        return feature.Feature is not null;
    }
}
