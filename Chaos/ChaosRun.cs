using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FederatedOrleans.Chaos.Faults;
using FederatedOrleans.Chaos.Fleet;
using FederatedOrleans.Chaos.Outcomes;
using FederatedOrleans.Chaos.Processes;
using FederatedOrleans.Chaos.Readings;
using FederatedOrleans.Chaos.Reporting;

namespace FederatedOrleans.Chaos;

/// <summary>A whole run: the undisturbed one first, then the attacked one, then the verdicts.</summary>
/// <param name="request">What to do.</param>
/// <param name="invocation">Where to write.</param>
internal sealed class ChaosRun(ChaosRequest request, InvocationConfiguration invocation)
{
    /// <summary>Readings flow before the first silo is there: no node takes the start for silence.</summary>
    private static readonly TimeSpan StartUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan VerifyDeadline = TimeSpan.FromMinutes(3);

    /// <summary>A silo that was silent for so long may have been given up.</summary>
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(8);

    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly ChaosConsole _console = new(invocation.Output, TimeProvider.System);
    private readonly List<Verdict> _verdicts = [];

    /// <summary>Makes the run.</summary>
    /// <param name="cancellationToken">Ends it; everything that it started is ended too.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using RunFolder folder = new() { IsKept = request.Keep };
        try
        {
            await AttackAsync(folder, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await invocation.Error.WriteLineAsync("chaos: stopped before the end; everything that was started is gone.");
            return ExitCode.Cancelled;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            folder.IsKept = true;
            await invocation.Error.WriteLineAsync($"chaos: the run could not be made: {exception.Message}{Environment.NewLine}Logs: {folder.Path}");
            return ExitCode.CouldNotRun;
        }

        var isGreen = _verdicts.All(verdict => verdict.IsKept);
        folder.IsKept |= !isGreen;
        _console.Table([["verdict", "promise", "finding"], .. _verdicts.Select(verdict => (string[])[verdict.IsKept ? "kept" : "BROKEN", verdict.Promise, verdict.Finding])]);
        if (folder.IsKept)
        {
            await invocation.Output.WriteLineAsync($"Logs: {folder.Path}");
        }

        await invocation.Output.WriteLineAsync(isGreen ? "green" : $"BROKEN. Again: {request.Command} --keep");
        return isGreen ? ExitCode.Green : ExitCode.Failed;
    }

    private async Task AttackAsync(RunFolder folder, CancellationToken cancellationToken)
    {
        var shape = LogShape.Of(request.Minutes);
        var log = ReadingLog.Create(request.Seed, shape);
        var schedule = FaultSchedule.Draw(request.Seed, request.Duration, request.Silos);
        _console.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {request.Seed}: {log.Count} readings in {shape.Windows} windows, {schedule.Count} faults in {request.Minutes} minutes, {request.Silos} silos"));
        _console.Table([["fault", "at", "what"], .. schedule.Select(fault => (string[])[$"{fault.Number}", Seconds(fault.At), fault.ToString()])]);

        var undisturbed = await ReferenceRun.MakeAsync(log, _clock, cancellationToken);
        _console.Say($"undisturbed run: {undisturbed.Rounds.Count} rounds");

        await using var system = await ChaosSystem.StartAsync(folder.Path);
        LogSender sender = new(log, system.Broker.BootstrapServers, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = sender.SendAsync(request.Duration + StartUp, stop.Token);
        try
        {
            await DisturbAsync(system, schedule, sending, sender, log, stop);
        }
        catch
        {
            await stop.CancelAsync();
            await sending.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        await JudgeAsync(system, schedule, new(log, undisturbed), log.Count, cancellationToken);
    }

    private async Task DisturbAsync(
        ChaosSystem system, IReadOnlyList<Fault> schedule, Task sending, LogSender sender, ReadingLog log, CancellationTokenSource stop)
    {
        await system.StartSilosAsync(request.Silos, _clock, stop.Token);
        _console.Say($"{request.Silos} silos answer; the faults begin");
        using FaultInjector injector = new(system, _console.Say, _clock);
        var faults = AbortOnFailureAsync(injector.RunAsync(schedule, stop.Token), stop);
        await _console.FollowAsync(
            Task.WhenAll(faults, sending),
            () => (double)sender.Sent / log.Count,
            () => $"{sender.Sent} of {log.Count} readings sent, {system.Silos.Count(silo => silo.Running is not null && !silo.IsSuspended)} of {request.Silos} silos run");
        await Task.WhenAll(faults, sending);
    }

    /// <summary>A fault that could not be made leaves the system in a state from which the sending may never end.</summary>
    private static async Task AbortOnFailureAsync(Task faults, CancellationTokenSource stop)
    {
        try
        {
            await faults;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task JudgeAsync(ChaosSystem system, IReadOnlyList<Fault> schedule, Judge judge, long readings, CancellationToken cancellationToken)
    {
        var deadline = TimeSpan.FromMinutes(2) + (request.Duration / 10);
        var started = _clock.GetTimestamp();
        var promise = string.Create(CultureInfo.InvariantCulture, $"at rest within {deadline.TotalSeconds:0} s of the last fault, all silos in service");
        _console.Say("all faults are over; waiting until everything is read and decided");
        try
        {
            await system.WaitUntilDrainedAsync(readings, deadline, cancellationToken);
            await system.WaitUntilServingAsync(deadline, cancellationToken);
            _verdicts.Add(new(promise, true, $"after {Seconds(_clock.GetElapsedTime(started))}"));
        }
        catch (TimeoutException exception)
        {
            _verdicts.Add(new(promise, false, exception.Message));
        }

        using OutcomeReader reader = new(system.Broker.BootstrapServers);
        _verdicts.AddRange(judge.Judgements(await reader.ReadAsync(await AskNodesAsync(system, cancellationToken), cancellationToken)));
        _verdicts.Add(await VerifyAsync("edge verify: every version recomputed from the updates", system, [], cancellationToken));
        _verdicts.Add(await VerifyAsync("edge verify --fog: every update recomputed from the readings", system, ["--fog"], cancellationToken));
        var outcasts = schedule.Count(fault => fault.Kind == FaultKind.SiloSuspended && fault.Lasts > GivenUpAfter)
            + (request.Silos * schedule.Count(fault => fault.Kind is FaultKind.StoreLostAll or FaultKind.StoreLostTail));
        _verdicts.AddRange(Judge.Ends([.. system.Silos.SelectMany(silo => silo.Ends).OrderBy(end => end.At)], outcasts));
    }

    /// <summary>What the fog nodes say; nothing where no silo answers any more, which is for the verdicts to say.</summary>
    private static async Task<JsonElement?> AskNodesAsync(ChaosSystem system, CancellationToken cancellationToken)
    {
        try
        {
            return await system.AskAsync(FederationRest.NodesPath, cancellationToken);
        }
        catch (AggregateException)
        {
            return null;
        }
    }

    private static async Task<Verdict> VerifyAsync(string promise, ChaosSystem system, string[] more, CancellationToken cancellationToken)
    {
        await using var verify = ChildProcess.Start("Edge.dll", ["verify", "--federation", "default", "--bootstrap", system.Broker.BootstrapServers, .. more]);
        var exitCode = await verify.WaitForExitAsync(VerifyDeadline).WaitAsync(cancellationToken);
        return new(promise, exitCode == 0, $"exit code {exitCode}: {(verify.Lines is [.., var last] ? last.Text : "")}");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
