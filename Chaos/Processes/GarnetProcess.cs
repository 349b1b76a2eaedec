using System.Globalization;
using System.Reflection;
using System.Text.Json;
using StackExchange.Redis;

namespace FederatedOrleans.Chaos.Processes;

/// <summary>A Garnet server of the tool manifest in a process of its own, with its data in a folder that goes with it.</summary>
public sealed class GarnetProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("garnet-");
    private readonly int _port;
    private readonly string? _password;
    private DirectoryInfo? _copy;
    private ChildProcess _process;

    private GarnetProcess(int port, string? password)
    {
        (_port, _password) = (port, password);
        ConnectionString = $"127.0.0.1:{port}" + (password is null ? "" : $",password={password}");
        _process = StartProcess();
    }

    /// <summary>Where it listens, as StackExchange.Redis takes it.</summary>
    public string ConnectionString { get; }

    /// <summary>The process that serves now.</summary>
    public ChildProcess Process => _process;

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="password">What clients have to give, if anything.</param>
    /// <param name="port">Where it listens; a free port unless given.</param>
    public static async Task<GarnetProcess> StartAsync(string? password = null, int? port = null)
    {
        var garnet = new GarnetProcess(port ?? FreePort.Get(), password);
        try
        {
            await garnet.WaitUntilAnswersAsync();
            return garnet;
        }
        catch
        {
            await garnet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the server as a crash would.</summary>
    public async Task KillAsync() => await _process.DisposeAsync();

    /// <summary>Starts the killed server again at the same place, with what its append-only log holds, and waits until it answers.</summary>
    public Task StartAgainAsync()
    {
        _process = StartProcess();
        return WaitUntilAnswersAsync();
    }

    /// <summary>Copies the data of the running server.</summary>
    /// <remarks>What is written last names what was written before it, so it is copied first: the copy is the data of a moment.</remarks>
    public void CopyData()
    {
        _copy?.Delete(recursive: true);
        _copy = Directory.CreateTempSubdirectory("garnet-copy-");
        var files = _data.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName.Contains("commit", StringComparison.OrdinalIgnoreCase) ? 0 : 1);
        foreach (var file in files.ToList())
        {
            var to = Path.Combine(_copy.FullName, Path.GetRelativePath(_data.FullName, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            // Commits come and go while the server works.
            if (File.Exists(file.FullName))
            {
                File.Copy(file.FullName, to);
            }
        }
    }

    /// <summary>Takes everything from the killed server that came after the last <see cref="CopyData"/>; all of it without one.</summary>
    public void LoseData()
    {
        _data.Delete(recursive: true);
        if (_copy is null)
        {
            _data.Create();
        }
        else
        {
            _copy.MoveTo(_data.FullName);
            _copy = null;
        }
    }

    /// <summary>Removes every grain's state, as a store that lost its data would; membership stays.</summary>
    /// <returns>How many states were removed.</returns>
    public async Task<long> ForgetCheckpointsAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
        var removed = 0L;
        await foreach (var key in connection.GetServers()[0].KeysAsync(pattern: "*"))
        {
            if (key.ToString().Contains("fog-node", StringComparison.Ordinal) || key.ToString().Contains("global-aggregator", StringComparison.Ordinal))
            {
                removed += await connection.GetDatabase().KeyDeleteAsync(key) ? 1 : 0;
            }
        }

        return removed;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _data.Delete(recursive: true);
        _copy?.Delete(recursive: true);
    }

    private ChildProcess StartProcess() => ChildProcess.Start(
        FindServer(),
        [
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--lua", "--aof", "--device-type", "RandomAccess",
            "--checkpointdir", _data.FullName, "--recover", "--memory", "256m", "--index", "16m",
            .. _password is null ? Array.Empty<string>() : ["--auth", "Password", "--password", _password],
        ]);

    private async Task WaitUntilAnswersAsync() => await Polling.UntilAsync(
        async () =>
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
            return await connection.GetDatabase().PingAsync();
        },
        _ => true,
        Deadline,
        "Garnet answers");

    /// <summary>
    /// Restoring the tool put it among the packages; it is started directly so that its process id is the server's. A restore that knows the tool
    /// from another folder of packages leaves it there.
    /// </summary>
    private static string FindServer()
    {
        var packages = typeof(GarnetProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "NuGetPackageRoot").Value!;
        var usual = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryFolder.Path, ".config", "dotnet-tools.json")));
        var version = manifest.RootElement.GetProperty("tools").GetProperty("garnet-server").GetProperty("version").GetString()!;
        var places = ((string[])[packages, usual]).Select(folder => Path.Combine(folder, "garnet-server", version, "tools", "net10.0", "any", "GarnetServer.dll")).ToList();
        return places.Find(File.Exists)
            ?? throw new FileNotFoundException($"The tool garnet-server {version} is at none of {string.Join(", ", places)}; 'dotnet tool restore' brings it.");
    }
}
