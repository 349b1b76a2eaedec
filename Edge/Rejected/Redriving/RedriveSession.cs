using System.CommandLine;
using System.Globalization;
using FederatedOrleans.Edge.Progress;

namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>Runs <c>rejected redrive</c>: progress, warnings, the closing line and the exit code.</summary>
/// <param name="request">What is wanted.</param>
/// <param name="console">Where the command writes.</param>
internal sealed class RedriveSession(RedriveRequest request, InvocationConfiguration console)
{
    /// <summary>Sends, or shows what would be sent, and tells how it went.</summary>
    /// <param name="isDryRun">Whether nothing is sent.</param>
    /// <param name="cancellationToken">Cancelled by Ctrl-C and SIGTERM.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(bool isDryRun, CancellationToken cancellationToken)
    {
        RedriveRun run;
        try
        {
            run = new RedriveRun(request, isDryRun ? new DryRunSink(console.Output) : null, TimeProvider.System);
        }
        catch (ArgumentException exception)
        {
            console.Error.WriteLine(exception.Message);
            return ExitCode.BadArguments;
        }

        using (run)
        {
            var work = isDryRun ? ShowAsync(run, cancellationToken) : SendAsync(run, cancellationToken);
            return Summarise(run, isDryRun, await EndAsync(work, cancellationToken));
        }
    }

    private Task ShowAsync(RedriveRun run, CancellationToken cancellationToken)
    {
        run.Tell = console.Error.WriteLine;
        return run.RunAsync(cancellationToken);
    }

    private async Task SendAsync(RedriveRun run, CancellationToken cancellationToken)
    {
        SendProgress progress = new(
            () => run.State,
            "records",
            request.ClientSettings["bootstrap.servers"],
            () => run.Fraction,
            console.Output,
            console.Error,
            TimeProvider.System);
        run.Tell = progress.Tell;
        // Reading blocks its thread.
        var work = Task.Run(() => run.RunAsync(cancellationToken), CancellationToken.None);
        await progress.FollowAsync(work);
        await work;
    }

    /// <summary>Waits for the end and tells why it came early, if it did.</summary>
    private async Task<int> EndAsync(Task work, CancellationToken cancellationToken)
    {
        try
        {
            await work;
            return ExitCode.Success;
        }
        catch (RejectedTopicException exception)
        {
            console.Error.WriteLine($"rejected redrive: {exception.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.Error.WriteLine("rejected redrive: stopped before the end");
            return ExitCode.Cancelled;
        }
    }

    private int Summarise(RedriveRun run, bool isDryRun, int exitCode)
    {
        if (run.Unremembered > 0 && !isDryRun)
        {
            console.Error.WriteLine(
                $"{run.Unremembered} records were sent behind one that was not: group {request.Group} does not remember them, "
                + "and a redrive that matches them sends them again");
        }

        var counts = run.State.Counts;
        var sent = isDryRun
            ? $"would send {run.Given} records"
            : $"sent {counts.Acknowledged} records, {counts.Failed + counts.Pending} failed";
        console.Output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{sent}, {run.Unsendable} unsendable, {run.Skipped} skipped"));
        return exitCode == ExitCode.Success && run.Unsendable > 0 ? ExitCode.Unsendable : exitCode;
    }
}
