using System.Reflection;
using Microsoft.Extensions.Configuration;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Configuration;

namespace Orleans.Streaming.Kafka.Hosting;

/// <summary>The section of the configuration that adds a provider.</summary>
/// <param name="name">The provider's name.</param>
/// <param name="section">The section.</param>
/// <param name="root">The whole configuration, for its connection strings.</param>
internal sealed class KafkaProviderSection(string name, IConfigurationSection section, IConfiguration root)
{
    private const string ServiceKey = "ServiceKey";
    private const string ConnectionName = "ConnectionName";

    private static readonly string[] ProviderKeys =
        [.. NamesOf(typeof(KafkaStreamOptions)), nameof(StreamPubSubOptions.PubSubType), "ProviderType", ServiceKey, ConnectionName];

    private static readonly string[] TopicKeys = [.. NamesOf(typeof(KafkaTopicOptions))];

    private readonly OptionRules _rules = new(name);

    /// <summary>Refuses keys that nothing would read.</summary>
    /// <exception cref="OrleansConfigurationException">There is one.</exception>
    public void CheckKeys()
    {
        Check(section, ProviderKeys);
        foreach (var topic in section.GetSection(nameof(KafkaStreamOptions.Topics)).GetChildren())
        {
            _rules.Require(string.IsNullOrEmpty(topic.Value), topic.Path, topic.Value, $"keys below it: {string.Join(", ", TopicKeys)}");
            Check(topic, TopicKeys);
        }
    }

    /// <summary>The brokers that are set, or else those of the connection string that the section names.</summary>
    /// <exception cref="OrleansConfigurationException">There are neither.</exception>
    public string BrokersOf(KafkaStreamOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.BootstrapServers))
        {
            return options.BootstrapServers;
        }

        var key = string.IsNullOrEmpty(section[ServiceKey]) ? ConnectionName : ServiceKey;
        var connection = section[key];
        if (string.IsNullOrEmpty(connection))
        {
            throw _rules.Broken(
                $"there are no brokers; set {section.Path}:{nameof(options.BootstrapServers)} to host:port[,host:port], or {section.Path}:{ServiceKey} " +
                "to the name of a connection string that says so.");
        }

        var brokers = root.GetConnectionString(connection);
        _rules.Require(!string.IsNullOrWhiteSpace(brokers), $"{section.Path}:{key}", connection, $"a connection string, but there is no ConnectionStrings:{connection}");
        return brokers!;
    }

    private void Check(IConfigurationSection parent, string[] keys)
    {
        foreach (var child in parent.GetChildren())
        {
            // The value of a key that nobody knows may be anything, also a secret.
            _rules.Require(keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase), child.Path, "set", $"the keys {string.Join(", ", keys)}");
        }
    }

    private static IEnumerable<string> NamesOf(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property => property.Name);
}
