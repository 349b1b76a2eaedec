using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace FederatedOrleans.Tests.Support;

/// <summary>
/// A store that speaks as much of S3 as the product does, path-style: put, get and list, two keys to a page. What it would have to guess it refuses:
/// chunked bodies, and bodies that are not what the request's signed hash says.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    private const int PageSize = 2;
    private static readonly XNamespace Space = "http://s3.amazonaws.com/doc/2006-03-01/";
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private int _failures;
    private int _puts;

    private S3Server(int port)
    {
        Url = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>The objects by bucket and key.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>How many objects were put, those that were put again included.</summary>
    public int Puts => Volatile.Read(ref _puts);

    /// <summary>How many requests to come fail.</summary>
    public int Failures
    {
        get => Volatile.Read(ref _failures);
        set => Volatile.Write(ref _failures, value);
    }

    /// <summary>Starts one on a free port.</summary>
    public static S3Server Start() => new(FreePort.Get());

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
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body);
                var (status, answer) = Answer(context.Request, body.ToArray());
                context.Response.StatusCode = (int)status;
                context.Response.ContentLength64 = answer.Length;
                await context.Response.OutputStream.WriteAsync(answer);
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or InvalidOperationException && !_listener.IsListening)
        {
            // The test is over.
        }
    }

    private (HttpStatusCode Status, byte[] Answer) Answer(HttpListenerRequest request, byte[] body)
    {
        if (Failures > 0)
        {
            Failures--;
            return (HttpStatusCode.ServiceUnavailable, Error("SlowDown", $"Secrets: {request.Headers["Authorization"]}"));
        }

        var path = Uri.UnescapeDataString(request.Url!.AbsolutePath).TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var (bucket, key) = slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
        return (request.HttpMethod, key) switch
        {
            ("PUT", not "") => Put(path, request, body),
            ("GET", not "") => Objects.TryGetValue(path, out var content) ? (HttpStatusCode.OK, content) : (HttpStatusCode.NotFound, Error("NoSuchKey", key)),
            ("GET", _) when request.QueryString["list-type"] == "2" => (HttpStatusCode.OK, List(bucket, request)),
            _ => (HttpStatusCode.NotImplemented, Error("NotImplemented", request.HttpMethod)),
        };
    }

    private (HttpStatusCode Status, byte[] Answer) Put(string path, HttpListenerRequest request, byte[] body)
    {
        if (request.Headers["Content-Encoding"] is not null || request.Headers["x-amz-trailer"] is not null || request.ContentLength64 != body.Length)
        {
            return (HttpStatusCode.NotImplemented, Error("NotImplemented", "chunks"));
        }

        if (request.Headers["x-amz-content-sha256"] != Convert.ToHexStringLower(SHA256.HashData(body)))
        {
            return (HttpStatusCode.BadRequest, Error("XAmzContentSHA256Mismatch", "the body"));
        }

        Objects[path] = body;
        Interlocked.Increment(ref _puts);
        return (HttpStatusCode.OK, []);
    }

    private byte[] List(string bucket, HttpListenerRequest request)
    {
        var prefix = $"{bucket}/{request.QueryString["prefix"]}";
        var after = request.QueryString["continuation-token"] is { } token ? Encoding.UTF8.GetString(Convert.FromBase64String(token)) : "";
        string[] keys =
        [
            .. Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0).Order(StringComparer.Ordinal),
        ];
        var page = keys.Take(PageSize).ToArray();
        return Bytes(new XElement(
            Space + "ListBucketResult",
            new XElement(Space + "Name", bucket),
            new XElement(Space + "KeyCount", page.Length),
            new XElement(Space + "IsTruncated", keys.Length > PageSize ? "true" : "false"),
            keys.Length > PageSize ? new XElement(Space + "NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1]))) : null,
            page.Select(key => new XElement(
                Space + "Contents", new XElement(Space + "Key", key[(bucket.Length + 1)..]), new XElement(Space + "Size", Objects[key].Length)))));
    }

    private static byte[] Error(string code, string message) => Bytes(new("Error", new XElement("Code", code), new XElement("Message", message)));

    private static byte[] Bytes(XElement answer) => Encoding.UTF8.GetBytes(new XDocument(answer).ToString());
}
