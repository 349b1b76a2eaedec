using System.CommandLine;
using FederatedOrleans.Edge.Kafka;
using Spectre.Console;

namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>The command <c>rejected list</c>: shows records that were put aside.</summary>
internal static class RejectedListCommand
{
    private const int MaxLimit = 1_000_000;

    private const string Description =
        """
        Shows the records that were put aside, topic by topic in the order of their offsets, then how many there are per topic and reason.
        Reads up to where the topics end at the start, and changes nothing.

        On a terminal it draws tables. Redirected, it writes a line per record, separated by tabs: time (when it was put aside), place of
        the original (topic [partition] @ offset), reason, attempts, stream, key, size of the original value in bytes, beginning of the
        value; control characters are escaped, and the counts go to standard error. Attempts and stream are there for records that a
        stream provider could not deliver.

        With --json it writes a JSON object per line: time, rejectedTopic, rejectedPartition, rejectedOffset, topic, partition, offset,
        reason, attempts, stream, size, key, value (base64), keyText, valueText (where they are UTF-8) and headers, those of the original.

        Exit codes: 0 all was shown, 1 a bad argument, 2 a topic does not exist or Kafka could not be read, 130 stopped before the end.
        """;

    /// <summary>Creates the command for its parent.</summary>
    public static Command Create()
    {
        var brokers = KafkaBrokers.ForSensors();
        var topic = RejectedTopicName.CreateArgument("The original topic, without .rejected; all topics when not given.");
        topic.Arity = ArgumentArity.ZeroOrOne;
        var reason = ReasonOption.Create();
        var since = CheckedOption.Create<Since>(
            "--since", "DURATION|TIME", "Only records put aside since then, by their Kafka timestamps.", Since.Allowed, Since.TryParse);
        var limit = CheckedOption.Number<int>(
            "--limit",
            "How many of the newest records are shown; all when not given.",
            "1 to 1000000",
            value => value is >= 1 and <= MaxLimit);
        Option<bool> json = new("--json") { Description = "Write a JSON object per line." };

        Command command = new("list", Description) { topic, reason, since, limit, json };
        brokers.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var console = result.InvocationConfiguration;
            RejectedFilter filter = new(
                result.GetValue(reason),
                result.GetResult(since) is null ? null : result.GetRequiredValue(since).ToUnixMilliseconds(TimeProvider.System));
            RejectedListRequest request = new(
                brokers.ClientSettings(result),
                result.GetResult(topic) is null ? null : result.GetValue(topic),
                filter,
                result.GetResult(limit) is null ? null : result.GetRequiredValue(limit));
            var view = CreateView(result.GetValue(json), console);
            return Task.Run(() => Run(request, view, console.Error, cancellationToken), CancellationToken.None);
        });
        return command;
    }

    private static IRejectedView CreateView(bool isJson, InvocationConfiguration console) =>
        isJson ? new RejectedJsonView(console.Output, console.Error)
        : Console.IsOutputRedirected || console.Output != Console.Out ? new RejectedLinesView(console.Output, console.Error)
        : new RejectedTableView(AnsiConsole.Console);

    private static int Run(RejectedListRequest request, IRejectedView view, TextWriter error, CancellationToken cancellationToken)
    {
        RejectedListRun run;
        try
        {
            run = new RejectedListRun(request, view, TimeProvider.System);
        }
        catch (ArgumentException exception)
        {
            error.WriteLine(exception.Message);
            return ExitCode.BadArguments;
        }

        using (run)
        {
            return Run(run, error, cancellationToken);
        }
    }

    private static int Run(RejectedListRun run, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            run.Run(cancellationToken);
            return ExitCode.Success;
        }
        catch (RejectedTopicException exception)
        {
            error.WriteLine($"rejected list: {exception.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            error.WriteLine("rejected list: stopped before the end");
            return ExitCode.Cancelled;
        }
    }
}
