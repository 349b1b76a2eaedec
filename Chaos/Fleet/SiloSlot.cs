using System.Globalization;
using FederatedOrleans.Chaos.Processes;

namespace FederatedOrleans.Chaos.Fleet;

/// <summary>
/// The place of one silo, which is filled again whenever its process has ended, as any supervisor would. Its faults come one after the other.
/// </summary>
internal sealed class SiloSlot : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly string _logs;
    private readonly TimeProvider _clock;
    private readonly long _runStarted;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<SiloEnd> _ends = [];
    private readonly Task _supervising;
    private SiloProcess? _process;
    private int _life;
    private SiloRequest? _asked;
    private long _askedAt;
    private long _startedAt;
    private TaskCompletionSource _mayStart = Opened();

    /// <summary>Starts a silo and keeps it going.</summary>
    /// <param name="number">Which silo, from 1.</param>
    /// <param name="settings">Its configuration.</param>
    /// <param name="logs">The folder for what it writes.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="runStarted">When the run started, by the clock's timestamps.</param>
    public SiloSlot(int number, IReadOnlyDictionary<string, string?> settings, string logs, TimeProvider clock, long runStarted)
    {
        (Number, _settings, _logs, _clock, _runStarted) = (number, settings, logs, clock, runStarted);
        _supervising = Task.Run(SuperviseAsync);
    }

    /// <summary>Which silo, from 1.</summary>
    public int Number { get; }

    /// <summary>Whether its process is suspended.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>The process that runs now, if one does.</summary>
    public SiloProcess? Running
    {
        get
        {
            lock (_lock)
            {
                return _process;
            }
        }
    }

    /// <summary>How its processes have ended so far.</summary>
    public IReadOnlyList<SiloEnd> Ends
    {
        get
        {
            lock (_lock)
            {
                return [.. _ends];
            }
        }
    }

    /// <summary>Sends SIGKILL; the silo stays away until it may start.</summary>
    public void Kill() => Ask(SiloRequest.Kill, ProcessSignal.Kill);

    /// <summary>Sends SIGTERM; the silo stays away until it may start.</summary>
    public void Terminate() => Ask(SiloRequest.Terminate, ProcessSignal.Terminate);

    /// <summary>Sends SIGKILL to a process that was told to end and did not; how it ended is noted as the answer to that.</summary>
    public void KillHung() => Send(ProcessSignal.Kill);

    /// <summary>Sends SIGSTOP.</summary>
    public void Suspend()
    {
        IsSuspended = true;
        Send(ProcessSignal.Stop);
    }

    /// <summary>Sends SIGCONT.</summary>
    public void Resume()
    {
        Send(ProcessSignal.Continue);
        IsSuspended = false;
    }

    /// <summary>Lets a silo that was killed or stopped start again.</summary>
    public void AllowStart() => _mayStart.TrySetResult();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        AllowStart();
        Running?.Process.Send(ProcessSignal.Kill);
        await _supervising;
        _stop.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await using var process = SiloProcess.Start(_settings);
            lock (_lock)
            {
                (_process, _asked, _startedAt) = (process, null, _clock.GetTimestamp());
                _life++;
            }

            if (_stop.IsCancellationRequested)
            {
                process.Process.Send(ProcessSignal.Kill);
            }

            await process.Process.WaitForExitAsync(CancellationToken.None);
            Note(process.Process);
            await WaitAsync();
        }
    }

    private void Note(ChildProcess process)
    {
        lock (_lock)
        {
            _process = null;
            var took = _asked is null ? TimeSpan.Zero : _clock.GetElapsedTime(_askedAt);
            if (!_stop.IsCancellationRequested)
            {
                _ends.Add(new(Number, _life, _clock.GetElapsedTime(_runStarted), _asked, process.ExitCode, took, _clock.GetElapsedTime(_startedAt)));
            }
        }

        File.WriteAllLines(
            Path.Combine(_logs, string.Create(CultureInfo.InvariantCulture, $"silo-{Number}.{_life}.log")),
            [.. process.Lines.Select(line => line.Text), $"exit code {process.ExitCode}"]);
        if (process.ExitCode != SiloEnd.SegmentationFault)
        {
            // A silo that was given up ends by a signal too, and what it says is enough.
            File.Delete(SiloSettings.CoreOf(_logs, process.Id));
        }
    }

    private async Task WaitAsync()
    {
        await _mayStart.Task;
        try
        {
            await Task.Delay(Pause, _clock, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The run ends.
        }
    }

    private void Ask(SiloRequest request, ProcessSignal signal)
    {
        _mayStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            (_asked, _askedAt) = (request, _clock.GetTimestamp());
        }

        Send(signal);
    }

    private void Send(ProcessSignal signal)
    {
        lock (_lock)
        {
            // A process that ended a moment ago is still the child of this one until its end was noted.
            if (_process is { Process.HasExited: false } running)
            {
                running.Process.Send(signal);
            }
        }
    }

    private static TaskCompletionSource Opened()
    {
        TaskCompletionSource opened = new();
        opened.SetResult();
        return opened;
    }
}
