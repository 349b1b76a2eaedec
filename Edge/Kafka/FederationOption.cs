using System.CommandLine;
using System.Text.RegularExpressions;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.Edge.Kafka;

/// <summary>The options that name a federation and its topics, the same for every command that reads what a federation made.</summary>
internal static partial class FederationOption
{
    /// <summary>Creates <c>--federation</c>.</summary>
    public static Option<string> Create()
    {
        var option = CheckedOption.Create(
            "--federation",
            "NAME",
            $"The federation; {FederationsOptions.DefaultName} when not given.",
            "1 to 63 lower-case letters, digits or hyphens, a letter or digit first",
            (string text, out string name) => IsName(name = text));
        option.DefaultValueFactory = _ => FederationsOptions.DefaultName;
        return option;
    }

    /// <summary>Creates an option for a topic.</summary>
    /// <param name="name">The option's name, dashes included.</param>
    /// <param name="description">What the topic is.</param>
    public static Option<string> Topic(string name, string description) =>
        CheckedOption.Create(name, "TOPIC", description, EmbeddedKafkaLimits.TopicNameRule, (string text, out string topic) =>
            EmbeddedKafkaLimits.IsTopicName(topic = text));

    private static bool IsName(string text) => NamePattern().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex NamePattern();
}
