using System.Net.Http.Json;
using System.Text.Json;

namespace FederatedOrleans.Chaos.Processes;

/// <summary>The host in a process of its own, on a free loopback port.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;

    private SiloProcess(ChildProcess process, string url)
    {
        Process = process;
        _http = new HttpClient { BaseAddress = new(url), Timeout = RequestTimeout };
    }

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>The HTTP client of this host.</summary>
    public HttpClient Http => _http;

    /// <summary>Starts a host without waiting for it.</summary>
    /// <param name="environment">Its configuration.</param>
    public static SiloProcess Start(IReadOnlyDictionary<string, string?> environment)
    {
        var url = $"http://127.0.0.1:{FreePort.Get()}";
        return new(ChildProcess.Start("Silo.dll", [], new Dictionary<string, string?>(environment) { ["ASPNETCORE_URLS"] = url }), url);
    }

    /// <summary>Starts a host and waits until it listens.</summary>
    /// <param name="environment">Its configuration.</param>
    public static async Task<SiloProcess> StartAsync(IReadOnlyDictionary<string, string?> environment)
    {
        var silo = Start(environment);
        try
        {
            await silo.WaitUntilStartedAsync(StartDeadline);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the host listens.</summary>
    /// <param name="deadline">How long to wait at most.</param>
    /// <exception cref="TimeoutException">It ended, or does not listen in time.</exception>
    public Task WaitUntilStartedAsync(TimeSpan deadline) =>
        Process.WaitForLineAsync(line => line.Contains("Application started", StringComparison.Ordinal), deadline);

    /// <summary>Gets a JSON answer.</summary>
    /// <param name="path">Path and query.</param>
    public Task<JsonElement> GetAsync(string path) => AskAsync(path, CancellationToken.None);

    /// <summary>Gets a JSON answer.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<JsonElement> AskAsync(string path, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), cancellationToken);

    /// <summary>Waits until the fog nodes have read this many records, all are idle and the aggregator has read what they said.</summary>
    /// <param name="records">Records in the sensor topic.</param>
    /// <param name="updates">The brokers of the updates topic.</param>
    /// <param name="deadline">How long to wait at most.</param>
    public Task WaitUntilDrainedAsync(long records, string updates, TimeSpan deadline) => FederationRest.WaitAsync(GetAsync, records, updates, deadline);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }
}
