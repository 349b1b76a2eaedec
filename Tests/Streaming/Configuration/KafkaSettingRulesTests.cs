using Orleans.Streaming.Kafka.Configuration;

namespace FederatedOrleans.Tests.Streaming.Configuration;

/// <summary>What librdkafka has against settings is known at start, and no message shows a secret.</summary>
[Trait("Category", "Unit")]
public sealed class KafkaSettingRulesTests
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData("auto.commit.enable")]
    [InlineData("auto.commit.interval.ms")]
    [InlineData("auto.offset.reset")]
    [InlineData("enable.auto.commit")]
    [InlineData("enable.auto.offset.store")]
    [InlineData("enable.partition.eof")]
    [InlineData("enable.idempotence")]
    [InlineData("enabled_events")]
    [InlineData("acks")]
    [InlineData("request.required.acks")]
    [InlineData("partitioner")]
    [InlineData("group.id")]
    [InlineData("bootstrap.servers")]
    [InlineData("metadata.broker.list")]
    [InlineData("message.timeout.ms")]
    [InlineData("delivery.timeout.ms")]
    [InlineData("delivery.report.only.error")]
    [InlineData("offset.store.method")]
    [InlineData("transactional.id")]
    public void Check_SettingOfTheProvider_IsRefusedWithoutItsValue(string setting)
    {
        foreach (var (option, settings) in Options())
        {
            var message = FaultOf(settings => settings[setting] = Secret, settings);

            Assert.StartsWith($"Kafka stream provider 'orders': {option}:{setting} is 'set'; allowed: nothing, the ", message, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("lingr.ms", "5", "is '5'; librdkafka says: No such configuration property: \"lingr.ms\"")]
    [InlineData("Acks", "all", "is 'all'; librdkafka says: No such configuration property: \"Acks\"")]
    [InlineData("dotnet.cancellation.delay.max.ms", "1", "is '1'; librdkafka says: No such configuration property")]
    [InlineData("linger.ms", "abc", "is 'abc'; librdkafka says: Invalid value for configuration property \"queue.buffering.max.ms\"")]
    [InlineData("linger.ms", "-5", "value -5 is outside allowed range 0..900000")]
    [InlineData("security.protocol", "tls", "Invalid value \"tls\" for configuration property \"security.protocol\"")]
    [InlineData("socket.keepalive.enable", "maybe", "is 'maybe'; librdkafka says: Expected bool value for \"socket.keepalive.enable\": true or false")]
    [InlineData("log_cb", "x", "must be set through dedicated")]
    [InlineData("client.id", null, "is 'null'; allowed: a value")]
    public void Check_SettingThatLibrdkafkaRefuses_IsNamedWithValueAndReason(string setting, string? value, string reason)
    {
        foreach (var (option, settings) in Options())
        {
            var message = FaultOf(settings => settings[setting] = value!, settings);

            Assert.StartsWith($"Kafka stream provider 'orders': {option}:{setting} ", message, StringComparison.Ordinal);
            Assert.Contains(reason, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Check_SettingsThatDoNotFit_AreNamedWithReason()
    {
        var consumer = FaultOf(options => options.ConsumerSettings["fetch.max.bytes"] = "1");
        var producer = FaultOf(options => options.ClientSettings["max.in.flight"] = "10");
        var timeout = FaultOf(options => options.ProducerSettings["linger.ms"] = "10000");
        var security = FaultOf(options => (options.ClientSettings["security.protocol"], options.ClientSettings["sasl.mechanism"]) = ("sasl_ssl", "PLAIN"));

        Assert.Equal(
            "Kafka stream provider 'orders': ConsumerSettings:fetch.max.bytes is '1'; librdkafka says: `fetch.max.bytes` must be >= `message.max.bytes`", consumer);
        Assert.Contains("ClientSettings:max.in.flight is '10'; librdkafka says: `max.in.flight` must be set <= 5", producer, StringComparison.Ordinal);
        Assert.Contains("ProducerSettings:linger.ms is '10000'; librdkafka says: `message.timeout.ms` must be greater", timeout, StringComparison.Ordinal);
        Assert.Equal(
            "Kafka stream provider 'orders': ClientSettings and ConsumerSettings do not fit together; librdkafka says: sasl.username and sasl.password must be set",
            security);
    }

    [Theory]
    [InlineData("sasl.mechanism", null)]
    [InlineData("sasl.mechanisms", null)]
    [InlineData("sasl.mechanism", "plaintext")]
    [InlineData("sasl.mechanism", "ssl")]
    [InlineData("sasl.mechanism", "sasl_plaintext")]
    [InlineData("sasl.mechanism", "sasl_ssl")]
    public void Check_MechanismThatThereIsNot_IsNamedWithAnySecurityProtocol(string setting, string? protocol)
    {
        foreach (var (option, settings) in Options())
        {
            var message = FaultOf(options =>
            {
                settings(options)[setting] = "nonsense";
                if (protocol is not null)
                {
                    options.ClientSettings["security.protocol"] = protocol;
                }
            });

            Assert.Equal($"Kafka stream provider 'orders': {option}:{setting} is 'nonsense'; librdkafka says: Unsupported SASL mechanism: nonsense", message);
        }
    }

    [Theory]
    [InlineData("sasl.pasword")]
    [InlineData("Sasl.Password")]
    [InlineData("password")]
    [InlineData("sasl.jaas.config")]
    [InlineData("api.key")]
    public void Check_FailingSettingWithASecret_DoesNotShowIt(string setting)
    {
        var message = FaultOf(options => options.ClientSettings[setting] = Secret);

        Assert.StartsWith($"Kafka stream provider 'orders': ClientSettings:{setting} is '***'; librdkafka says: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SettingsThatDoNotFit_DoNotShowTheirSecrets()
    {
        var message = FaultOf(options =>
            (options.ClientSettings["security.protocol"], options.ClientSettings["ssl.key.pem"]) = ("ssl", "PEM format"));

        Assert.Contains("ClientSettings:ssl.key.pem is '***'; librdkafka says: ssl.key.pem failed: not in ***", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_MissingFile_IsNamed()
    {
        var message = FaultOf(options =>
            (options.ClientSettings["security.protocol"], options.ClientSettings["ssl.ca.location"]) = ("ssl", "/nowhere"));

        Assert.Contains("ClientSettings:ssl.ca.location is '/nowhere'; librdkafka says: ssl.ca.location failed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NoDictionary_IsRefused() => Assert.Contains(
        "ConsumerSettings is 'null'; allowed: settings by name", FaultOf(options => options.ConsumerSettings = null!), StringComparison.Ordinal);

    [Fact]
    public void Check_SaslTlsAndOthers_Pass()
    {
        var options = Valid();
        options.ClientSettings["security.protocol"] = "sasl_ssl";
        options.ClientSettings["sasl.mechanism"] = "SCRAM-SHA-512";
        options.ClientSettings["sasl.username"] = "user";
        options.ClientSettings["sasl.password"] = Secret;
        options.ClientSettings["ssl.endpoint.identification.algorithm"] = "none";
        options.ClientSettings["linger.ms"] = "20";
        options.ConsumerSettings["fetch.min.bytes"] = "1000";
        options.ConsumerSettings["isolation.level"] = "read_uncommitted";
        options.ProducerSettings["compression.type"] = "zstd";

        new KafkaSettingRules(new("orders"), options).Check();
    }

    private static IEnumerable<(string Option, Func<KafkaStreamOptions, IDictionary<string, string>> Settings)> Options() =>
    [
        (nameof(KafkaStreamOptions.ClientSettings), options => options.ClientSettings),
        (nameof(KafkaStreamOptions.ConsumerSettings), options => options.ConsumerSettings),
        (nameof(KafkaStreamOptions.ProducerSettings), options => options.ProducerSettings),
    ];

    private static string FaultOf(Action<IDictionary<string, string>> spoil, Func<KafkaStreamOptions, IDictionary<string, string>> settings) =>
        FaultOf(options => spoil(settings(options)));

    private static string FaultOf(Action<KafkaStreamOptions> spoil)
    {
        var options = Valid();
        spoil(options);
        return Assert.Throws<OrleansConfigurationException>(() => new KafkaSettingRules(new("orders"), options).Check()).Message;
    }

    private static KafkaStreamOptions Valid() => new() { BootstrapServers = "localhost:9092", Topics = { ["t"] = new() } };
}
