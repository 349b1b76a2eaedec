using Confluent.Kafka;
using Orleans.Streaming.Kafka.Configuration;

namespace FederatedOrleans.Tests.Streaming.Configuration;

[Trait("Category", "Unit")]
public sealed class KafkaClientConfigsTests
{
    private const long Share = 12 << 20;

    private readonly KafkaStreamOptions _options = new()
    {
        BootstrapServers = "localhost:9092",
        ClientSettings = { ["client.id"] = "all", ["linger.ms"] = "7", ["fetch.wait.max.ms"] = "8" },
        ConsumerSettings = { ["client.id"] = "consumer", ["client.rack"] = "r" },
        ProducerSettings = { ["client.id"] = "producer", ["compression.type"] = "lz4" },
    };

    [Fact]
    public void Configs_OfEveryKind_TakeTheirOwnSettingsBeforeThoseOfAll()
    {
        Assert.Equal("all", KafkaClientConfigs.Client(_options).ClientId);
        Assert.Equal("consumer", KafkaClientConfigs.Consumer(_options, "g", Share).ClientId);
        Assert.Equal("producer", KafkaClientConfigs.Producer(_options).ClientId);
        Assert.Equal("r", KafkaClientConfigs.Consumer(_options, "g", Share).ClientRack);
        Assert.Null(KafkaClientConfigs.Producer(_options).ClientRack);
        Assert.Equal(CompressionType.Lz4, KafkaClientConfigs.Producer(_options).CompressionType);
        Assert.DoesNotContain(KafkaClientConfigs.Client(_options), setting => setting.Key is "client.rack" or "compression.type");
    }

    [Fact]
    public void Configs_Defaults_GiveWayToSettings()
    {
        Assert.Equal(8, KafkaClientConfigs.Consumer(_options, "g", Share).FetchWaitMaxMs);
        Assert.Equal(20_000, KafkaClientConfigs.Consumer(_options, "g", Share).QueuedMinMessages);
        _options.ConsumerSettings["queued.min.messages"] = "5";
        Assert.Equal(5, KafkaClientConfigs.Consumer(_options, "g", Share).QueuedMinMessages);
        Assert.Equal(7, KafkaClientConfigs.Producer(_options).LingerMs);
        Assert.Equal(2, KafkaClientConfigs.Producer(new() { BootstrapServers = "b" }).LingerMs);
    }

    [Fact]
    public void Configs_DefaultUnderAnotherName_StandsBeforeTheSettingThatReplacesIt()
    {
        _options.ClientSettings.Remove("linger.ms");
        _options.ProducerSettings["queue.buffering.max.ms"] = "50";

        var names = KafkaClientConfigs.Producer(_options).Select(setting => setting.Key).ToList();

        Assert.True(names.IndexOf("linger.ms") < names.IndexOf("queue.buffering.max.ms"));
    }

    [Fact]
    public void Configs_Guarantees_AreSet()
    {
        var consumer = KafkaClientConfigs.Consumer(_options, "g", Share);
        var producer = KafkaClientConfigs.Producer(_options);

        Assert.Equal(AutoOffsetReset.Error, consumer.AutoOffsetReset);
        Assert.Equal(false, consumer.EnableAutoOffsetStore);
        Assert.Equal("g", consumer.GroupId);
        Assert.Equal(false, consumer.EnableAutoCommit);
        Assert.Equal(true, producer.EnableIdempotence);
        Assert.Equal(Acks.All, producer.Acks);
        Assert.Equal(10_000, producer.MessageTimeoutMs);
    }

    [Fact]
    public void KafkaStart_OfATopic_TakesItsOwnBeforeThoseOfTheProvider()
    {
        var day = DateTimeOffset.UnixEpoch.AddDays(1);
        _options.StartPosition = KafkaStartPosition.Latest;
        _options.StartTime = day;
        _options.Topics["own"] = new() { StartPosition = KafkaStartPosition.Timestamp, StartTime = day.AddDays(1) };
        _options.Topics["shared"] = new() { StartPosition = KafkaStartPosition.Timestamp };
        _options.Topics["plain"] = new();

        Assert.Equal(new(KafkaStartPosition.Timestamp, day.AddDays(1)), KafkaStart.Of(_options, "own"));
        Assert.Equal(new(KafkaStartPosition.Timestamp, day), KafkaStart.Of(_options, "shared"));
        Assert.Equal(KafkaStartPosition.Latest, KafkaStart.Of(_options, "plain").Position);
        Assert.Equal(KafkaStartPosition.Latest, KafkaStart.Of(_options, "unknown").Position);
    }
}
