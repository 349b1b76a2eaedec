using System.Collections;

namespace FederatedOrleans.Edge.Kafka;

/// <summary>Where a Kafka is and how to reach it, as the environment says it to silos and to this program alike.</summary>
/// <param name="Bootstrap">The brokers, or null where nothing is said.</param>
/// <param name="Settings">librdkafka settings.</param>
internal sealed record KafkaSource(string? Bootstrap, IReadOnlyList<KeyValuePair<string, string>> Settings)
{
    private const string CloudConnection = "ConnectionStrings__kafka-cloud";

    /// <summary>The variable with the brokers that have no other name.</summary>
    public const string Connection = "ConnectionStrings__kafka";

    /// <summary>Before the name of a setting.</summary>
    public const string SettingPrefix = "Kafka__ClientSettings__";

    /// <summary>Whether the environment names a Kafka of its own for the updates' side.</summary>
    public static bool AreTwo => IsDivided(Environment.GetEnvironmentVariables());

    /// <summary>The Kafka of the sensors' side.</summary>
    public static KafkaSource Sensors() => Read(Environment.GetEnvironmentVariables(), Connection, SettingPrefix);

    /// <summary>The Kafka of the updates' side, which may be the same.</summary>
    public static KafkaSource Updates() => Updates(Environment.GetEnvironmentVariables());

    /// <inheritdoc cref="Updates()" />
    /// <param name="variables">The environment.</param>
    internal static KafkaSource Updates(IDictionary variables) => IsDivided(variables)
        ? Read(variables, CloudConnection, "KafkaCloud__ClientSettings__")
        : Read(variables, Connection, SettingPrefix);

    private static bool IsDivided(IDictionary variables) => variables[CloudConnection] is string { Length: > 0 };

    private static KafkaSource Read(IDictionary variables, string connection, string prefix) => new(
        variables[connection] is string { Length: > 0 } bootstrap ? bootstrap : null,
        [
            .. from DictionaryEntry variable in variables
               let name = (string)variable.Key
               where name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name.Length > prefix.Length
               select KeyValuePair.Create(name[prefix.Length..], (string?)variable.Value ?? ""),
        ]);
}
