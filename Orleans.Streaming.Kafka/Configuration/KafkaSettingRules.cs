using Orleans.Streaming.Kafka.Interop;

namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>
/// The rules for librdkafka settings: those of the provider stay as they are, and librdkafka itself is asked about all others, one by one and
/// then together with a client that connects to nothing. A mechanism that it does not know is refused with any security protocol, although it looks at
/// mechanisms only with some. No message shows a secret.
/// </summary>
internal sealed class KafkaSettingRules(OptionRules rules, KafkaStreamOptions options)
{
    /// <summary>Settings that the guarantees rest on, under all their names, with the option to use instead.</summary>
    private static readonly Dictionary<string, string?> Own = new(StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = nameof(KafkaStreamOptions.BootstrapServers),
        ["metadata.broker.list"] = nameof(KafkaStreamOptions.BootstrapServers),
        ["group.id"] = nameof(KafkaStreamOptions.GroupId),
        ["auto.offset.reset"] = nameof(KafkaStreamOptions.StartPosition),
        ["auto.commit.interval.ms"] = nameof(KafkaStreamOptions.CommitInterval),
        ["enable.auto.commit"] = null,
        ["auto.commit.enable"] = null,
        ["enable.auto.offset.store"] = null,
        ["offset.store.method"] = null,
        ["enable.partition.eof"] = null,
        ["enable.idempotence"] = null,
        ["acks"] = null,
        ["request.required.acks"] = null,
        ["partitioner"] = null,
        ["message.timeout.ms"] = nameof(KafkaStreamOptions.ProduceTimeout),
        ["delivery.timeout.ms"] = nameof(KafkaStreamOptions.ProduceTimeout),
        ["delivery.report.only.error"] = null,
        ["transactional.id"] = null,
        ["enabled_events"] = null,
    };

    private static readonly string[] Mechanisms = ["sasl.mechanism", "sasl.mechanisms"];

    /// <summary>Checks all settings.</summary>
    public void Check()
    {
        CheckEach(nameof(options.ClientSettings), options.ClientSettings);
        CheckEach(nameof(options.ConsumerSettings), options.ConsumerSettings);
        CheckEach(nameof(options.ProducerSettings), options.ProducerSettings);
        CheckTogether(
            ClientKind.Consumer, nameof(options.ConsumerSettings), options.ConsumerSettings, KafkaClientConfigs.Consumer(options, "probe", long.MaxValue));
        CheckTogether(ClientKind.Producer, nameof(options.ProducerSettings), options.ProducerSettings, KafkaClientConfigs.Producer(options));
    }

    private void CheckEach(string option, IDictionary<string, string>? settings)
    {
        rules.Require(settings is not null, option, "null", "settings by name");
        foreach (var (name, value) in settings!)
        {
            var path = $"{option}:{name}";
            rules.Require(
                !Own.TryGetValue(name, out var instead),
                path,
                "set",
                instead is null ? "nothing, the provider sets it itself" : $"nothing, the option {instead} sets it");
            rules.Require(value is not null, path, "null", "a value");
            if (SettingFaults.Find(name, value!) is { } fault)
            {
                var shown = KafkaSecrets.Show(name, value!, fault.IsKnown);
                throw rules.Broken($"{path} is '{shown}'; librdkafka says: {KafkaSecrets.Scrub(fault.Reason, [new(name, value!)])}");
            }

            if (Mechanisms.Contains(name) && FaultOfMechanism(value!) is { } reason)
            {
                throw rules.Broken($"{path} is '{value}'; librdkafka says: {reason}");
            }
        }
    }

    private void CheckTogether(
        ClientKind kind, string ownOption, IDictionary<string, string> ownSettings, IEnumerable<KeyValuePair<string, string>> all)
    {
        // Without brokers nothing is connected; what begins with "dotnet." is not librdkafka's.
        var settings = all.Where(setting => setting.Key != "bootstrap.servers" && !setting.Key.StartsWith("dotnet.", StringComparison.Ordinal)).ToList();
        if (SettingFaults.Find(kind, settings) is { } reason)
        {
            var named = Named(nameof(options.ClientSettings), options.ClientSettings, reason)
                .Concat(Named(ownOption, ownSettings, reason))
                .DefaultIfEmpty($"{nameof(options.ClientSettings)} and {ownOption} do not fit together");
            throw rules.Broken($"{string.Join(", ", named)}; librdkafka says: {KafkaSecrets.Scrub(reason, settings)}");
        }
    }

    /// <summary>What is wrong with a mechanism where it matters, or null.</summary>
    private static string? FaultOfMechanism(string mechanism) => SettingFaults.Find(
        ClientKind.Consumer,
        [new("security.protocol", "sasl_plaintext"), new("sasl.mechanism", mechanism), new("sasl.username", "probe"), new("sasl.password", "probe")]);

    /// <summary>The settings that a reason speaks of.</summary>
    private static IEnumerable<string> Named(string option, IDictionary<string, string> settings, string reason) => settings
        .Where(setting => reason.Contains(setting.Key, StringComparison.Ordinal))
        .Select(setting => $"{option}:{setting.Key} is '{KafkaSecrets.Show(setting.Key, setting.Value)}'");
}
