using System.Buffers;

namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>The rules for topics and for where reading begins in them.</summary>
internal sealed class KafkaTopicRules(OptionRules rules, KafkaStreamOptions options)
{
    private const int MaxNameLength = 249;
    private const string Positions = "Earliest, Latest or Timestamp";

    private static readonly SearchValues<char> LegalCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether a text has only characters that Kafka allows in a topic's name.</summary>
    public static bool IsLegal(string text) => !text.AsSpan().ContainsAnyExcept(LegalCharacters);

    /// <summary>Checks all topics and the provider's own start.</summary>
    public void Check(bool needsTopics)
    {
        rules.Require(options.Topics is not null && (options.Topics.Count > 0 || !needsTopics), nameof(options.Topics), "empty", "at least one topic");
        rules.Require(Enum.IsDefined(options.StartPosition), nameof(options.StartPosition), options.StartPosition, Positions);
        CheckTime(nameof(options.StartTime), options.StartTime);
        var starts = options.Topics!.Keys.Select(topic => KafkaStart.Of(options, topic).Position).Append(options.StartPosition);
        CheckStart(nameof(options.StartTime), options.StartPosition, options.StartTime, starts.Contains(KafkaStartPosition.Timestamp));
        rules.Require(
            options.DefaultTopic is not { } name || (IsName(name) && (options.Topics.Count == 0 || options.Topics.ContainsKey(name))),
            nameof(options.DefaultTopic),
            options.DefaultTopic,
            $"one of the topics {string.Join(", ", options.Topics.Keys)}");
        foreach (var (topic, settings) in options.Topics)
        {
            Check(topic, settings);
        }
    }

    private static bool IsName(string topic) => topic.Length is >= 1 and <= MaxNameLength && topic is not ("." or "..") && IsLegal(topic);

    private void Check(string topic, KafkaTopicOptions? settings)
    {
        var path = $"{nameof(options.Topics)}:{topic}";
        rules.Require(
            IsName(topic),
            nameof(options.Topics),
            topic,
            $"names of 1 to {MaxNameLength} letters, digits, '.', '_' or '-'");
        rules.Require(settings is not null, path, "null", "the options of a topic");
        rules.Within($"{path}:{nameof(settings.Partitions)}", settings!.Partitions, 1, 100_000);
        rules.Within($"{path}:{nameof(settings.StreamPartitions)}", settings.StreamPartitions ?? 1, 1, 100_000);
        rules.Require(
            settings.ReplicationFactor is -1 or (>= 1 and <= 100), $"{path}:{nameof(settings.ReplicationFactor)}", settings.ReplicationFactor, "-1 or 1 to 100");
        rules.Require(
            settings.Settings?.All(setting => setting.Value is not null) == true, $"{path}:{nameof(settings.Settings)}", "null", "settings with values");
        rules.Require(
            !settings.Consume || topic.Length + options.RejectedTopicSuffix.Length <= MaxNameLength,
            nameof(options.RejectedTopicSuffix),
            options.RejectedTopicSuffix,
            $"what makes a name of at most {MaxNameLength} characters with topic {topic}");
        rules.Require(Enum.IsDefined(settings.Format), $"{path}:{nameof(settings.Format)}", settings.Format, "Json or Orleans");
        CheckStart(path, settings);
    }

    private void CheckStart(string path, KafkaTopicOptions settings)
    {
        rules.Require(
            settings.StartPosition is null || Enum.IsDefined(settings.StartPosition.Value), $"{path}:{nameof(settings.StartPosition)}", settings.StartPosition, Positions);
        var option = $"{path}:{nameof(settings.StartTime)}";
        CheckTime(option, settings.StartTime);
        var position = settings.StartPosition ?? options.StartPosition;
        CheckStart(option, position, settings.StartTime ?? options.StartTime, position == KafkaStartPosition.Timestamp || settings.StartTime is null);
    }

    private void CheckStart(string option, KafkaStartPosition position, DateTimeOffset? time, bool timeIsUsed)
    {
        rules.Require(position != KafkaStartPosition.Timestamp || time is not null, option, "not set", "a time, since StartPosition is Timestamp");
        rules.Require(time is null || timeIsUsed, option, time?.ToString("O"), "a time only where StartPosition is Timestamp");
    }

    private void CheckTime(string option, DateTimeOffset? time) =>
        rules.Require(time is null || time >= DateTimeOffset.UnixEpoch, option, time?.ToString("O"), "1970-01-01T00:00:00Z or later");
}
