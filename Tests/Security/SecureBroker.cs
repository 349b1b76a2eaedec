using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace FederatedOrleans.Tests.Security;

/// <summary>
/// Stands before the embedded broker, which knows neither, and speaks TLS and SASL PLAIN for it. It gives away its own address in place of the broker's,
/// so that whoever finds the cluster here stays here.
/// </summary>
internal sealed class SecureBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly ConcurrentDictionary<string, bool> _users = new();
    private readonly int _brokerPort;
    private readonly X509Certificate2 _certificate;
    private readonly IReadOnlyDictionary<string, string> _passwords;
    private readonly Task _accepting;

    private SecureBroker(string bootstrapServers, X509Certificate2 certificate, IReadOnlyDictionary<string, string> passwords)
    {
        _brokerPort = int.Parse(bootstrapServers.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        (_certificate, _passwords) = (certificate, passwords);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public string BootstrapServers => $"127.0.0.1:{Port}";

    /// <summary>Who has authenticated.</summary>
    public IEnumerable<string> Users => _users.Keys.Order(StringComparer.Ordinal);

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Starts before a broker.</summary>
    /// <param name="bootstrapServers">The broker's one address.</param>
    /// <param name="certificate">What it shows.</param>
    /// <param name="passwords">The passwords of its users.</param>
    public static SecureBroker Start(string bootstrapServers, X509Certificate2 certificate, IReadOnlyDictionary<string, string> passwords) =>
        new(bootstrapServers, certificate, passwords);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
                _connections[connection] = true;
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The test ends.
        }
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        try
        {
            using var client = accepted;
            using TcpClient broker = new();
            await using SslStream outside = new(client.GetStream());
            await outside.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
            await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _stop.Token);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            using Conversation conversation = new(this, outside, broker.GetStream());
            Task[] both = [conversation.SendAsync(ended.Token), conversation.AnswerAsync(ended.Token)];
            await Task.WhenAny(both);
            await ended.CancelAsync();
            await Task.WhenAll(both);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // One of the two has left, or does not trust the other.
        }
    }

    private bool Knows((string User, string Password) credentials)
    {
        var isRight = _passwords.TryGetValue(credentials.User, out var password) && password == credentials.Password;
        if (isRight)
        {
            _users[credentials.User] = true;
        }

        return isRight;
    }

    /// <summary>One client and the broker.</summary>
    private sealed class Conversation(SecureBroker owner, Stream client, Stream broker) : IDisposable
    {
        private readonly ConcurrentDictionary<int, short> _versionRequests = new();
        private readonly SemaphoreSlim _toClient = new(1);
        private bool _isKnown;

        public void Dispose() => _toClient.Dispose();

        public async Task SendAsync(CancellationToken cancellationToken)
        {
            while (await KafkaFrames.ReadAsync(client, cancellationToken) is { } request)
            {
                var (api, version, correlation) = KafkaFrames.HeaderOf(request);
                if (api == KafkaFrames.SaslHandshake)
                {
                    await ToClientAsync(KafkaFrames.AnswerHandshake(correlation), cancellationToken);
                }
                else if (api == KafkaFrames.SaslAuthenticate)
                {
                    _isKnown = owner.Knows(KafkaFrames.CredentialsOf(request));
                    await ToClientAsync(KafkaFrames.AnswerAuthentication(correlation, _isKnown), cancellationToken);
                }
                else if (_isKnown || api == KafkaFrames.ApiVersions)
                {
                    if (api == KafkaFrames.ApiVersions)
                    {
                        _versionRequests[correlation] = version;
                    }

                    await KafkaFrames.WriteAsync(broker, request, cancellationToken);
                }
                else
                {
                    // Whoever has not said who he is gets nothing.
                    return;
                }
            }
        }

        public async Task AnswerAsync(CancellationToken cancellationToken)
        {
            while (await KafkaFrames.ReadAsync(broker, cancellationToken) is { } response)
            {
                KafkaFrames.Redirect(response, owner._brokerPort, owner.Port);
                var correlation = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(response);
                await ToClientAsync(
                    _versionRequests.TryRemove(correlation, out var version) ? KafkaFrames.AddSasl(response, version) : response, cancellationToken);
            }
        }

        private async Task ToClientAsync(byte[] frame, CancellationToken cancellationToken)
        {
            await _toClient.WaitAsync(cancellationToken);
            try
            {
                await KafkaFrames.WriteAsync(client, frame, cancellationToken);
            }
            finally
            {
                _toClient.Release();
            }
        }
    }
}
