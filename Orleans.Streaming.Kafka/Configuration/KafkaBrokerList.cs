using System.Buffers;
using System.Globalization;

namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>The form of a list of brokers: <c>host:port[,host:port]</c>, where librdkafka takes port 9092 if there is none.</summary>
internal static class KafkaBrokerList
{
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:[]%");

    /// <summary>Whether every entry is a host with or without a port.</summary>
    public static bool IsValid(string servers) => servers.Split(',').All(entry => IsBroker(entry.Trim()));

    /// <summary>Whether the text looks like another system's connection string, which may hold a password.</summary>
    public static bool MayHoldSecret(string servers) => servers.AsSpan().IndexOfAny(";=@") >= 0;

    private static bool IsBroker(string entry)
    {
        // An IPv6 address has brackets where a port follows.
        var colon = entry.LastIndexOf(':');
        var hasPort = colon > entry.LastIndexOf(']');
        var host = hasPort ? entry[..colon] : entry;
        return host.Length > 0
            && !host.AsSpan().ContainsAnyExcept(HostCharacters)
            && (!host.Contains(':') || host is ['[', .., ']'])
            && (!hasPort || (ushort.TryParse(entry[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0));
    }
}
