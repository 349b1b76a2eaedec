namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>Which settings hold secrets, so that no message shows them.</summary>
internal static class KafkaSecrets
{
    /// <summary>What is shown instead of a secret.</summary>
    public const string Hidden = "***";

    private static readonly string[] Words = ["password", "passphrase", "secret", "pem", "jaas", ".config", "ssl_"];

    /// <summary>Words in the names of settings that librdkafka does not know: a misspelt name may stand before a password too.</summary>
    private static readonly string[] Suspicious = ["sasl", "ssl", "pass", "pw", "secret", "key", "token", "cred", "auth"];

    /// <summary>A value as it may be shown.</summary>
    /// <param name="setting">The setting's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isKnown">Whether librdkafka knows the setting.</param>
    public static string Show(string setting, string value, bool isKnown = true) => IsSecret(setting, isKnown) ? Hidden : value;

    /// <summary>A text from which the values of secret settings are gone.</summary>
    public static string Scrub(string text, IEnumerable<KeyValuePair<string, string>> settings)
    {
        foreach (var (name, value) in settings)
        {
            if (IsSecret(name, isKnown: true) && value.Length > 0)
            {
                text = text.Replace(value, Hidden, StringComparison.Ordinal);
            }
        }

        return text;
    }

    private static bool IsSecret(string setting, bool isKnown) =>
        Array.Exists(isKnown ? Words : Suspicious, word => setting.Contains(word, StringComparison.OrdinalIgnoreCase));
}
