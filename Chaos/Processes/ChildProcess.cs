using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FederatedOrleans.Chaos.Processes;

/// <summary>
/// A .NET program of this solution running in a process of its own. All its output is kept; disposing kills it. Every wait has a
/// deadline and fails with the collected output, so that what hangs says why.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<OutputLine> _lines = [];

    // Completed and replaced whenever a line arrives or a stream ends.
    private TaskCompletionSource _changed = NewSignal();
    private int _openStreams = 2;
    private bool _isDisposed;

    private ChildProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, e) => Receive(e.Data, isError: false);
        _process.ErrorDataReceived += (_, e) => Receive(e.Data, isError: true);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The operating system's id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The exit code of the process, once it has ended: 128 and the signal's number where a signal ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Every line so far, from both streams, in order of arrival.</summary>
    public IReadOnlyList<OutputLine> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Starts <c>dotnet assembly arguments</c>.</summary>
    /// <param name="assembly">File name of a program's assembly beside this program, such as <c>Edge.dll</c>, or a full path.</param>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="environment">Variables set on top of this process's own; null removes one.</param>
    /// <returns>The running process.</returns>
    public static ChildProcess Start(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(dotnet, [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(new Process { StartInfo = start });
    }

    /// <summary>Waits for a line, which may have arrived already.</summary>
    /// <param name="predicate">Which line.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="from">Index of the first line to look at; <c>Lines.Count</c> skips what was written before.</param>
    /// <returns>The first such line.</returns>
    /// <exception cref="TimeoutException">No such line in time, or all output ended without one.</exception>
    public async Task<OutputLine> WaitForLineAsync(Predicate<string> predicate, TimeSpan deadline, int from = 0)
    {
        using CancellationTokenSource timeout = new(deadline);
        int next = from;
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                for (; next < _lines.Count; next++)
                {
                    if (predicate(_lines[next].Text))
                    {
                        return _lines[next];
                    }
                }

                if (_openStreams == 0)
                {
                    throw Failure($"ended without the expected line (looked from line {from})");
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException exception)
            {
                throw Failure($"did not write the expected line within {deadline} (looked from line {from})", exception);
            }
        }
    }

    /// <summary>Writes a line to the process's standard input.</summary>
    /// <param name="line">The line without its end.</param>
    /// <returns>A task that ends when the line is written.</returns>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Writes a line and waits for the next line of output.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="deadline">How long to wait for the answer.</param>
    /// <returns>The answer.</returns>
    public async Task<string> AskAsync(string line, TimeSpan deadline)
    {
        int from = Lines.Count;
        await WriteLineAsync(line);
        OutputLine answer = await WaitForLineAsync(_ => true, deadline, from);
        return answer.Text;
    }

    /// <summary>Ends the process's standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends a signal; Unix only.</summary>
    /// <param name="signal">Which signal.</param>
    /// <exception cref="Win32Exception">The process is gone or belongs to someone else.</exception>
    public void Send(ProcessSignal signal)
    {
        if (Kill(_process.Id, NumberOf(signal)) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Process {_process.Id} could not be sent {signal}.");
        }
    }

    /// <summary>Waits until the process has ended and all its output was read, however long that takes.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Waits until the process has ended and all its output was read.</summary>
    /// <param name="deadline">How long to wait.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It still runs.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        using CancellationTokenSource timeout = new(deadline);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw Failure($"did not end within {deadline}", exception);
        }

        return _process.ExitCode;
    }

    /// <summary>Kills the process and its children if they still run, and frees it. What it wrote stays.</summary>
    /// <returns>A task that ends when the process is gone.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // SIGSTOP and SIGCONT have other numbers on macOS than on Linux.
    private static int NumberOf(ProcessSignal signal) => signal switch
    {
        ProcessSignal.Interrupt => 2,
        ProcessSignal.Terminate => 15,
        ProcessSignal.Kill => 9,
        ProcessSignal.Stop => OperatingSystem.IsMacOS() ? 17 : 19,
        ProcessSignal.Continue => OperatingSystem.IsMacOS() ? 19 : 18,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);

    private void Receive(string? text, bool isError)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (text is null)
            {
                _openStreams--;
            }
            else
            {
                _lines.Add(new OutputLine(_lines.Count, text, isError));
            }

            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private TimeoutException Failure(string what, Exception? innerException = null)
    {
        string output = string.Join(Environment.NewLine, Lines.Select(line => $"  {(line.IsError ? "err" : "out")} {line.Text}"));
        string command = string.Join(' ', _process.StartInfo.ArgumentList);
        return new TimeoutException($"'{command}' {what}. Its output:{Environment.NewLine}{output}", innerException);
    }
}
