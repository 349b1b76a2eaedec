using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FederatedOrleans.EmbeddedKafka;

namespace FederatedOrleans.Edge.Broker;

/// <summary>A topic to create, written <c>name:partitions</c>.</summary>
/// <param name="Name">A legal topic name.</param>
/// <param name="Partitions">Number of partitions, from 1 to <see cref="EmbeddedKafkaLimits.MaxPartitions"/>.</param>
internal sealed record TopicSpecification(string Name, int Partitions)
{
    /// <summary>Reads a list such as <c>sensor-data:4,model-weights:1</c>; blanks around a topic are ignored.</summary>
    /// <param name="text">The list; at least one topic, each name once.</param>
    /// <param name="topics">The topics in their order, when the result is true.</param>
    /// <param name="error">What is wrong and what is allowed, when the result is false.</param>
    /// <returns>Whether the list is well formed.</returns>
    public static bool TryParseList(
        string text, [NotNullWhen(true)] out IReadOnlyList<TopicSpecification>? topics, [NotNullWhen(false)] out string? error)
    {
        List<TopicSpecification> parsed = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        topics = null;
        foreach (string item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int colon = item.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                error = $"topic '{item}' has no partition count; NAME:PARTITIONS[,NAME:PARTITIONS...] is allowed";
                return false;
            }

            if (!TryCreate(item[..colon], item[(colon + 1)..], out TopicSpecification? topic, out error))
            {
                return false;
            }

            if (!names.Add(topic.Name))
            {
                error = $"topic '{topic.Name}' is listed twice; each name is allowed once";
                return false;
            }

            parsed.Add(topic);
        }

        topics = parsed;
        error = null;
        return true;
    }

    /// <summary>Checks a name and a partition count.</summary>
    /// <param name="name">The topic's name.</param>
    /// <param name="partitions">The partition count, in decimal digits.</param>
    /// <param name="topic">The topic, when the result is true.</param>
    /// <param name="error">What is wrong and what is allowed, when the result is false.</param>
    /// <returns>Whether both are allowed.</returns>
    public static bool TryCreate(
        string name, string partitions, [NotNullWhen(true)] out TopicSpecification? topic, [NotNullWhen(false)] out string? error)
    {
        topic = null;
        if (!EmbeddedKafkaLimits.IsTopicName(name))
        {
            error = $"topic name '{name}' is not legal; {EmbeddedKafkaLimits.TopicNameRule} are allowed";
            return false;
        }

        if (!int.TryParse(partitions, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count is < 1 or > EmbeddedKafkaLimits.MaxPartitions)
        {
            error = $"topic '{name}' has the partition count '{partitions}'; 1 to {EmbeddedKafkaLimits.MaxPartitions} is allowed";
            return false;
        }

        topic = new TopicSpecification(name, count);
        error = null;
        return true;
    }
}
