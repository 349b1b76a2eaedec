using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka.Interop;

/// <summary>What librdkafka has against settings, found out without a connection.</summary>
internal static unsafe class SettingFaults
{
    private const int SettingIsOk = 0;
    private const int SettingIsUnknown = -2;
    private const int DestroyAtOnce = 0x8;

    /// <summary>What is wrong with one setting.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether a setting of that name is known and what librdkafka says, which may quote the value; null when nothing is wrong.</returns>
    public static (bool IsKnown, string Reason)? Find(string name, string value)
    {
        var errorText = stackalloc byte[LibRdKafka.ErrorTextBytes];
        var configuration = LibRdKafka.NewConfiguration();
        var result = LibRdKafka.SetConfiguration(configuration, name, value, errorText, LibRdKafka.ErrorTextBytes);
        LibRdKafka.DestroyConfiguration(configuration);
        return result == SettingIsOk ? null : (result != SettingIsUnknown, Marshal.PtrToStringUTF8((nint)errorText)?.TrimEnd() ?? "");
    }

    /// <summary>What is wrong with settings that are valid one by one: makes a client of them and destroys it.</summary>
    /// <param name="kind">The kind of client.</param>
    /// <param name="settings">Its settings, without brokers.</param>
    /// <returns>What librdkafka says, or null when nothing is wrong.</returns>
    /// <exception cref="KafkaStreamException">A setting is not even valid by itself.</exception>
    public static string? Find(ClientKind kind, IEnumerable<KeyValuePair<string, string>> settings)
    {
        // The client would write warnings to standard error.
        var configuration = NativeClient.NewConfiguration(settings.Append(new("log_level", "0")));
        var client = NativeClient.TryCreate(kind, configuration, out var reason);
        if (client != 0)
        {
            LibRdKafka.DestroyClient(client, DestroyAtOnce);
        }

        return reason;
    }
}
