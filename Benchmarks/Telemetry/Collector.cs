using System.Net;
using System.Net.Sockets;

namespace FederatedOrleans.Benchmarks.Telemetry;

/// <summary>Takes what is pushed over OTLP by HTTP, counts it and forgets it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private long _traces;
    private long _metrics;

    private Collector(int port)
    {
        Url = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>How many pushes of traces and of metrics have come.</summary>
    public (long Traces, long Metrics) Pushes => (Interlocked.Read(ref _traces), Interlocked.Read(ref _metrics));

    /// <summary>Starts one on a free port.</summary>
    public static Collector Start()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new(port);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                await context.Request.InputStream.CopyToAsync(Stream.Null);
                Interlocked.Increment(ref (context.Request.Url!.AbsolutePath == "/v1/traces" ? ref _traces : ref _metrics));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or InvalidOperationException && !_listener.IsListening)
        {
            // The measurement is over.
        }
    }
}
