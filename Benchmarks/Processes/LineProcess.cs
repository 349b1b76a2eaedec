using System.Diagnostics;

namespace FederatedOrleans.Benchmarks.Processes;

/// <summary>A program of the solution in a process of its own, spoken to by lines. What it writes to standard error is shown.</summary>
internal sealed class LineProcess : IAsyncDisposable
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private readonly string _name;

    private LineProcess(string assembly, IEnumerable<string> arguments)
    {
        List<string> command = [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments];
        _name = $"{assembly} {string.Join(' ', arguments)}";
        _process = new Process
        {
            StartInfo = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", command)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
        };
        _process.Start();
    }

    /// <summary>The operating system's id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a program.</summary>
    /// <param name="assembly">File name of its assembly, which lies beside this one.</param>
    /// <param name="arguments">Its arguments.</param>
    public static LineProcess Start(string assembly, params IEnumerable<string> arguments) => new(assembly, arguments);

    /// <summary>Writes a line and reads the answer.</summary>
    /// <exception cref="InvalidOperationException">The process has ended.</exception>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        return await ReadAsync();
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidOperationException">The process has ended.</exception>
    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"'{_name}' ended too early.");

    /// <summary>Ends its input, which tells a worker to end, and kills it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
        }

        using CancellationTokenSource timeout = new(ExitTimeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"'{_name}' did not end within {ExitTimeout} and is killed.");
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
