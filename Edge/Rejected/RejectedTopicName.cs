using System.CommandLine;
using FederatedOrleans.EmbeddedKafka;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>The names of topics that hold rejected records: that of the original topic with an ending.</summary>
internal static class RejectedTopicName
{
    private const string Ending = ".rejected";

    /// <summary>Whether a topic holds rejected records.</summary>
    public static bool IsOne(string name) => name.Length > Ending.Length && name.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>Where the rejected records of a topic are.</summary>
    public static string For(string topic) => topic + Ending;

    /// <summary>The topic whose rejected records are there.</summary>
    public static string OriginalOf(string rejectedTopic) => rejectedTopic[..^Ending.Length];

    /// <summary>Creates the argument that names the original topic.</summary>
    /// <param name="description">What the argument is.</param>
    public static Argument<string> CreateArgument(string description) => CheckedOption.Argument(
        "TOPIC",
        description,
        $"{EmbeddedKafkaLimits.TopicNameRule}, {Ending} included",
        (string text, out string topic) => EmbeddedKafkaLimits.IsTopicName(topic = text) && EmbeddedKafkaLimits.IsTopicName(For(text)));
}
