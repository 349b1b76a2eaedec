using FederatedOrleans.Chaos.Fleet;

namespace FederatedOrleans.Chaos.Faults;

/// <summary>Makes the faults of a schedule happen.</summary>
/// <param name="system">The system under attack.</param>
/// <param name="say">Gets a line for everything that begins or ends.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class FaultInjector(ChaosSystem system, Action<string> say, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _store = new(1);
    private readonly SemaphoreSlim[] _silos = [.. system.Silos.Select(_ => new SemaphoreSlim(1))];

    /// <summary>Makes all faults happen at their times and waits until all have ended.</summary>
    /// <param name="schedule">The faults.</param>
    /// <param name="cancellationToken">Ends the run; what was begun is not ended.</param>
    /// <exception cref="InvalidOperationException">A fault could not be made.</exception>
    public async Task RunAsync(IReadOnlyList<Fault> schedule, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await Task.WhenAll(schedule.Select(async fault =>
        {
            var wait = fault.At - clock.GetElapsedTime(started);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, cancellationToken);
            await MakeAsync(fault, cancellationToken);
        }));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _store.Dispose();
        foreach (var silo in _silos)
        {
            silo.Dispose();
        }
    }

    private async Task MakeAsync(Fault fault, CancellationToken cancellationToken)
    {
        switch (fault.Target)
        {
            case FaultTarget.Silos:
                var slots = fault.Silo is { } number ? [system.Silos[number - 1]] : system.Silos;
                say(fault.ToString());
                await Task.WhenAll(slots.Select(slot => AloneAsync(_silos[slot.Number - 1], () => AttackAsync(fault, slot, cancellationToken), cancellationToken)));
                break;
            case FaultTarget.Brokers:
                say(fault.ToString());
                await TellAsync(fault.Begin);
                await Task.Delay(fault.Lasts, clock, cancellationToken);
                await TellAsync(fault.End);
                break;
            default:
                await AloneAsync(_store, () => AttackStoreAsync(fault, cancellationToken), cancellationToken);
                break;
        }

        if (fault.Lasts > TimeSpan.Zero)
        {
            say($"over: {fault}");
        }
    }

    private async Task AttackAsync(Fault fault, SiloSlot silo, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.SiloSuspended:
                silo.Suspend();
                await Task.Delay(fault.Lasts, clock, cancellationToken);
                silo.Resume();
                return;
            case FaultKind.SiloStopped:
                silo.Terminate();
                for (var waited = TimeSpan.Zero; silo.Running is not null && waited < EndPatience; waited += TimeSpan.FromMilliseconds(100))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
                }

                if (silo.Running is not null)
                {
                    // The verdict will say that it did not end; the run goes on with a silo that works.
                    silo.KillHung();
                }

                break;
            default:
                silo.Kill();
                await Task.Delay(fault.Lasts, clock, cancellationToken);
                break;
        }

        silo.AllowStart();
    }

    private async Task AttackStoreAsync(Fault fault, CancellationToken cancellationToken)
    {
        say(fault.ToString());
        var store = system.Store;
        switch (fault.Kind)
        {
            case FaultKind.StoreSuspended:
                store.Process.Send(Processes.ProcessSignal.Stop);
                await Task.Delay(fault.Lasts, clock, cancellationToken);
                store.Process.Send(Processes.ProcessSignal.Continue);
                return;
            case FaultKind.StoreLostTail:
                store.CopyData();
                await Task.Delay(fault.Lasts, clock, cancellationToken);
                await store.KillAsync();
                store.LoseData();
                break;
            case FaultKind.StoreLostAll:
                await store.KillAsync();
                store.LoseData();
                await Task.Delay(fault.Lasts, clock, cancellationToken);
                break;
            default:
                await store.KillAsync();
                await Task.Delay(fault.Lasts, clock, cancellationToken);
                break;
        }

        await store.StartAgainAsync();
    }

    private async Task TellAsync(IReadOnlyList<string> commands)
    {
        foreach (var command in commands)
        {
            var answer = await system.Broker.AskAsync(command);
            if (!answer.StartsWith("ok", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The broker answered '{command}' with '{answer}'.");
            }
        }
    }

    private static async Task AloneAsync(SemaphoreSlim gate, Func<Task> act, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await act();
        }
        finally
        {
            gate.Release();
        }
    }
}
