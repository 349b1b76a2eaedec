using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka.Interop;

/// <summary>A librdkafka client made from settings.</summary>
internal static unsafe class NativeClient
{
    private const int ConfigurationIsOk = 0;

    /// <summary>So long librdkafka is left to wait for an answer at a stretch: it does not notice one that comes just before it begins to wait.</summary>
    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks a cluster for its id with a client of its own, which is gone afterwards. Blocks.</summary>
    /// <param name="settings">librdkafka settings.</param>
    /// <param name="timeout">How long to wait for an answer.</param>
    /// <param name="log">Called by librdkafka's threads with syslog level, facility and text. It must not throw.</param>
    /// <returns>The id, or null when no broker answered in time.</returns>
    /// <exception cref="KafkaStreamException">A setting is not accepted.</exception>
    public static string? GetClusterId(
        IEnumerable<KeyValuePair<string, string>> settings, TimeSpan timeout, Action<int, string, string> log)
    {
        var configuration = NewConfiguration(settings);
        var lines = GCHandle.Alloc(new NativeLog(log));
        try
        {
            NativeLog.Attach(configuration, lines);
            var client = Create(ClientKind.Producer, configuration);
            var id = AskClusterId(client, timeout);
            var text = Marshal.PtrToStringUTF8(id);
            if (id != 0)
            {
                LibRdKafka.FreeMemory(client, id);
            }

            LibRdKafka.DestroyClient(client, flags: 0);
            return text;
        }
        finally
        {
            lines.Free();
        }
    }

    private static nint AskClusterId(nint client, TimeSpan timeout)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            var id = LibRdKafka.ClusterId(client, (int)Stretch.TotalMilliseconds);
            // Without an id it comes back early from a broker that has none.
            if (id != 0 || Stopwatch.GetElapsedTime(asked) < Stretch / 2 || Stopwatch.GetElapsedTime(begin) >= timeout)
            {
                return id;
            }
        }
    }

    /// <summary>Makes a native configuration. Settings of Confluent.Kafka itself (<c>dotnet.…</c>) are left out.</summary>
    /// <exception cref="KafkaStreamException">A setting is not accepted.</exception>
    public static nint NewConfiguration(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var errorText = stackalloc byte[LibRdKafka.ErrorTextBytes];
        var configuration = LibRdKafka.NewConfiguration();
        foreach (var (name, value) in settings)
        {
            if (!name.StartsWith("dotnet.", StringComparison.Ordinal)
                && LibRdKafka.SetConfiguration(configuration, name, value, errorText, LibRdKafka.ErrorTextBytes) != ConfigurationIsOk)
            {
                LibRdKafka.DestroyConfiguration(configuration);
                throw new KafkaStreamException($"The setting {name} is not accepted: {Marshal.PtrToStringUTF8((nint)errorText)?.TrimEnd()}");
            }
        }

        return configuration;
    }

    /// <summary>Makes a client; the configuration belongs to it from then on.</summary>
    /// <exception cref="KafkaStreamException">The configuration is not accepted.</exception>
    public static nint Create(ClientKind kind, nint configuration)
    {
        var client = TryCreate(kind, configuration, out var reason);
        return client != 0 ? client : throw new KafkaStreamException($"A Kafka client could not be made: {reason}");
    }

    /// <summary>Makes a client, or says why there is none; the configuration is used up either way.</summary>
    /// <returns>The client, or 0.</returns>
    public static nint TryCreate(ClientKind kind, nint configuration, out string? reason)
    {
        var errorText = stackalloc byte[LibRdKafka.ErrorTextBytes];
        var client = LibRdKafka.NewClient((int)kind, configuration, errorText, LibRdKafka.ErrorTextBytes);
        reason = null;
        if (client == 0)
        {
            LibRdKafka.DestroyConfiguration(configuration);
            reason = Marshal.PtrToStringUTF8((nint)errorText)?.TrimEnd() ?? "";
        }

        return client;
    }
}
