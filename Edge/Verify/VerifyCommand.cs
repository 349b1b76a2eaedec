using System.CommandLine;
using FederatedOrleans.Edge.Kafka;
using FederatedOrleans.Edge.Verify.Archive;
using FederatedOrleans.Grains.Hosting;
using FederatedOrleans.Grains.Interfaces.Archiving;
using Orleans.Streaming.Kafka;

namespace FederatedOrleans.Edge.Verify;

/// <summary>The command <c>verify</c>: recomputes the versions of a federation's global model from the topics.</summary>
internal static class VerifyCommand
{
    private const string Description =
        """
        Recomputes every version of a federation's global model from the updates and the decisions in Kafka, bit for bit, and replays the
        updates to see that each round had to close where it did. Reads up to where the topics end at the start, and writes nothing.
        With --fog, run where readings may be read, it also recomputes the updates of the fog nodes from the readings, which may be in a
        Kafka of their own (--sensor-bootstrap).
        With --archive, what the topics no longer hold is read from the archive, each object checked against the hash in its name.
        Exit codes: 0 all versions are equal, 1 a version differs or an argument is bad, 2 a version is not verifiable (its first missing
        offset or damaged object is named), there are no rounds, or Kafka or the archive could not be read, 130 stopped before the end.
        """;

    /// <summary>Creates the command for the root command.</summary>
    /// <returns>The command.</returns>
    internal static Command Create()
    {
        var brokers = KafkaBrokers.ForUpdates();
        var sensors = KafkaBrokers.ForSensorsBeside();
        var federation = FederationOption.Create();
        var rounds = FederationOption.Topic("--rounds-topic", "The topic of decisions; rounds when not given.");
        rounds.DefaultValueFactory = _ => "rounds";
        var updates = FederationOption.Topic("--updates-topic", "The topic of updates; the one that the rounds topic names when not given.");
        var first = Version("--from", "The first version to verify; 1 when not given. The record of the version before it is believed.");
        var last = Version("--to", "The last version to verify; the newest when not given.");
        first.DefaultValueFactory = _ => 1;
        last.DefaultValueFactory = _ => long.MaxValue;

        Option<bool> fog = new("--fog") { Description = "Recompute the updates from the readings of the sensor topic." };
        var training = CheckedOption.Number<long>(
            "--training-readings", "With --fog: how many readings of each node train, as configured (Scoring:TrainingReadings); 0 for all.", "0 or more", value => value >= 0);

        Option<FileInfo[]> modules = new("--module")
        {
            HelpName = "FILE",
            Description = "A library with models or strategies that the federation uses (Learning:Modules). Can be given several times. Its code is run.",
        };

        ArchiveOption archive = new();
        Command command = new("verify", Description) { federation, rounds, updates, first, last, fog, training, modules };
        brokers.AddTo(command);
        archive.AddTo(command);
        sensors.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            VerifyRequest request = new(
                result.GetRequiredValue(federation),
                brokers.ClientSettings(result),
                result.GetRequiredValue(rounds),
                result.GetValue(updates),
                result.GetRequiredValue(first),
                result.GetRequiredValue(last))
            {
                Fog = result.GetValue(fog),
                SensorSettings = sensors.IsGiven(result) || (KafkaSource.AreTwo && !brokers.IsGiven(result))
                    ? sensors.ClientSettings(result)
                    : sensors.Over(result, brokers.ClientSettings(result)),
                TrainingReadings = result.GetValue(training),
                Archive = archive.Read(result, out var fault),
            };
            if (Load(result.GetValue(modules) ?? [], request) is { } problem)
            {
                result.InvocationConfiguration.Error.WriteLine(problem);
                return Task.FromResult(ExitCode.BadArguments);
            }

            fault ??= request.First > request.Last ? $"--from is {request.First} and --to is {request.Last}; allowed: --from at most --to."
                : request is { Fog: true, Archive.Only: true } ? "--fog needs the readings in Kafka; --archive-only reads nothing there."
                : null;
            if (fault is not null)
            {
                result.InvocationConfiguration.Error.WriteLine(fault);
                return Task.FromResult(ExitCode.BadArguments);
            }

            return Task.Run(() => RunAsync(request, result.InvocationConfiguration, cancellationToken), CancellationToken.None);
        });
        return command;
    }

    private static Option<long> Version(string name, string description) =>
        CheckedOption.Number<long>(name, description, "1 or more", value => value >= 1);

    /// <summary>Adds the models and strategies of libraries to those that are known.</summary>
    /// <returns>What is wrong with one; null for nothing.</returns>
    private static string? Load(FileInfo[] libraries, VerifyRequest request)
    {
        foreach (var library in libraries)
        {
            try
            {
                foreach (var module in LearningModules.Load(library.FullName))
                {
                    module.AddTo(request.Models);
                    module.AddTo(request.Strategies);
                }
            }
            catch (ArgumentException exception)
            {
                return $"--module is '{library}'; it must be the file of a library with models or strategies, but {exception.Message}.";
            }
        }

        return null;
    }

    private static async Task<int> RunAsync(VerifyRequest request, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            await using VerifyRun run = new(request, console.Output);
            return await run.RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is KafkaStreamException or ObjectStoreException)
        {
            await console.Error.WriteLineAsync($"verify: {exception.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await console.Error.WriteLineAsync("verify: stopped before the end");
            return ExitCode.Cancelled;
        }
    }
}
