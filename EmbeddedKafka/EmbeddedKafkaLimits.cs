using System.Buffers;

namespace FederatedOrleans.EmbeddedKafka;

/// <summary>The ranges an <see cref="EmbeddedKafkaCluster"/> allows, for callers that check input before they use it.</summary>
public static class EmbeddedKafkaLimits
{
    /// <summary>Most brokers in a cluster.</summary>
    public const int MaxBrokers = 32;

    /// <summary>Most partitions in a topic.</summary>
    public const int MaxPartitions = 1024;

    /// <summary>Longest topic name, in characters, as in Apache Kafka.</summary>
    public const int MaxTopicNameLength = 249;

    /// <summary>What <see cref="IsTopicName"/> accepts, worded for an error message.</summary>
    public const string TopicNameRule = "1 to 249 letters, digits, '.', '_' or '-' (but neither '.' nor '..')";

    /// <summary>Longest delay of a response or of a group's first assignment.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(10);

    private static readonly SearchValues<char> TopicNameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>Whether Apache Kafka would accept the topic name.</summary>
    /// <param name="name">The name to judge.</param>
    /// <returns>True for a legal name.</returns>
    public static bool IsTopicName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxTopicNameLength && name is not ("." or "..") && !name.ContainsAnyExcept(TopicNameCharacters);
}
