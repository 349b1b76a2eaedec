using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using StackExchange.Redis;

namespace FederatedOrleans.Benchmarks.Processes;

/// <summary>
/// A durable store in a process of its own: the Redis-compatible server of the tool manifest, which writes its log to a folder that goes with it.
/// </summary>
internal sealed class GarnetServer : IAsyncDisposable
{
    private const string Version = "2.2.8";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("garnet-");
    private readonly Process _process;

    private GarnetServer(int port)
    {
        ConnectionString = $"127.0.0.1:{port}";
        _process = new()
        {
            StartInfo = new(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                [
                    Find(), "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--lua", "--aof", "--device-type", "RandomAccess",
                    "--checkpointdir", _data.FullName, "--recover", "--memory", "256m", "--index", "16m",
                ])
            {
                RedirectStandardOutput = true,
            },
        };
        _process.Start();
        // Nobody reads its greeting, but a full pipe would stop it.
        _process.BeginOutputReadLine();
    }

    /// <summary>Where it listens, as StackExchange.Redis takes it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <exception cref="TimeoutException">It did not.</exception>
    public static async Task<GarnetServer> StartAsync()
    {
        GarnetServer server = new(FreePort());
        using CancellationTokenSource timeout = new(Patience);
        while (true)
        {
            try
            {
                await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
                await connection.GetDatabase().PingAsync();
                return server;
            }
            catch (RedisException exception)
            {
                if (timeout.IsCancellationRequested || server._process.HasExited)
                {
                    await server.DisposeAsync();
                    throw new TimeoutException("The store did not answer.", exception);
                }

                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _data.Delete(recursive: true);
    }

    /// <summary>Restoring the tool put it among the packages; it is started directly so that what is ended is the server itself.</summary>
    private static string Find()
    {
        var packages = typeof(GarnetServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "NuGetPackageRoot").Value!;
        var usual = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return ((string[])[packages, usual])
            .Select(folder => Path.Combine(folder, "garnet-server", Version, "tools", "net10.0", "any", "GarnetServer.dll")).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"The tool garnet-server {Version} is not restored; 'dotnet tool restore' brings it.");
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
