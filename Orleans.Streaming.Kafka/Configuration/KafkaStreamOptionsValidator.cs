using Microsoft.Extensions.Options;

namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>
/// Checks the options of one provider whenever they are made, so that nothing is ever built of bad ones; a message names the provider, the
/// option, its value and the allowed range.
/// </summary>
/// <param name="providerName">The provider's name.</param>
/// <param name="needsTopics">Whether there must be a topic; a client can do without.</param>
internal sealed class KafkaStreamOptionsValidator(string providerName, bool needsTopics) : IValidateOptions<KafkaStreamOptions>
{
    private readonly OptionRules _rules = new(providerName);

    /// <exception cref="OrleansConfigurationException">A rule is broken.</exception>
    public ValidateOptionsResult Validate(string? name, KafkaStreamOptions options)
    {
        if (name != providerName)
        {
            return ValidateOptionsResult.Skip;
        }

        CheckBrokers(options);
        CheckSizes(options);
        CheckTimes(options);
        CheckFailures(options);
        new KafkaTopicRules(_rules, options).Check(needsTopics);
        new KafkaSettingRules(_rules, options).Check();
        return ValidateOptionsResult.Success;
    }

    private void CheckBrokers(KafkaStreamOptions options)
    {
        var servers = options.BootstrapServers ?? "";
        var shown = KafkaBrokerList.MayHoldSecret(servers) ? KafkaSecrets.Hidden : servers;
        _rules.Require(KafkaBrokerList.IsValid(servers), nameof(options.BootstrapServers), shown, "host:port[,host:port]");
        _rules.Require(
            string.IsNullOrEmpty(options.GroupId) || !string.IsNullOrWhiteSpace(options.GroupId), nameof(options.GroupId), options.GroupId, "a text that is not blank");
    }

    private void CheckSizes(KafkaStreamOptions options)
    {
        _rules.Within(nameof(options.MaxBufferedBytes), options.MaxBufferedBytes, 1L << 20, 64L << 30);
        _rules.Within(nameof(options.MaxBatchBytes), options.MaxBatchBytes, 1 << 10, 16 << 20);
        _rules.Within(nameof(options.MaxConcurrentRewinds), options.MaxConcurrentRewinds, 1, 1000);
    }

    private void CheckTimes(KafkaStreamOptions options)
    {
        var shortest = TimeSpan.FromMilliseconds(10);
        _rules.Within(nameof(options.CommitInterval), options.CommitInterval, shortest, TimeSpan.FromMinutes(10));
        _rules.Within(nameof(options.HeartbeatInterval), options.HeartbeatInterval ?? shortest, shortest, TimeSpan.FromMinutes(1));
        _rules.Within(nameof(options.TopicRefreshInterval), options.TopicRefreshInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        _rules.Within(nameof(options.ProduceTimeout), options.ProduceTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        _rules.Within(nameof(options.MaxRetryDelay), options.MaxRetryDelay, shortest, TimeSpan.FromHours(1));
    }

    private void CheckFailures(KafkaStreamOptions options)
    {
        _rules.Within(nameof(options.MaxDeliveryAttempts), options.MaxDeliveryAttempts ?? 1, 1, 1_000_000);
        _rules.Require(
            options.RejectedTopicSuffix is { Length: >= 1 and <= 100 } suffix && KafkaTopicRules.IsLegal(suffix),
            nameof(options.RejectedTopicSuffix),
            options.RejectedTopicSuffix,
            "1 to 100 letters, digits, '.', '_' or '-'");
    }
}
