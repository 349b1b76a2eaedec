using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Hosting;

/// <summary>What a section <c>Orleans:Streaming:orders</c> sets, and what is wrong with one.</summary>
[Trait("Category", "Unit")]
public sealed class KafkaStreamProviderBuilderTests
{
    private const string Section = "Orleans:Streaming:orders";

    public static TheoryData<bool> SiloAndClient => [true, false];

    [Theory]
    [MemberData(nameof(SiloAndClient))]
    public void Section_WithEveryKey_SetsEveryOption(bool isSilo)
    {
        using var services = Build(
            isSilo,
            ("BootstrapServers", "a:1,b:2"),
            ("GroupId", "group"),
            ("Topics:readings:Partitions", "4"),
            ("Topics:readings:ReplicationFactor", "3"),
            ("Topics:readings:Settings:retention.ms", "1000"),
            ("Topics:readings:StartPosition", "Latest"),
            ("Topics:out:Consume", "false"),
            ("ClientSettings:security.protocol", "ssl"),
            ("ConsumerSettings:fetch.min.bytes", "10"),
            ("ProducerSettings:compression.type", "zstd"),
            ("StartPosition", "Timestamp"),
            ("StartTime", "2026-01-02T03:04:05Z"),
            ("MaxBufferedBytes", "5000000000"),
            ("MaxBatchBytes", "2048"),
            ("MaxConcurrentRewinds", "9"),
            ("CommitInterval", "00:00:02"),
            ("HeartbeatInterval", "00:00:03"),
            ("ProduceTimeout", "00:00:04"),
            ("MaxRetryDelay", "00:00:05"),
            ("MaxDeliveryAttempts", "6"),
            ("RejectedTopicSuffix", "-dead"),
            ("PubSubType", "ImplicitOnly"));

        var options = OptionsOf(services);

        Assert.Equal("a:1,b:2", options.BootstrapServers);
        Assert.Equal("group", options.GroupId);
        Assert.Equal(["out", "readings"], options.Topics.Keys.Order());
        Assert.Equivalent(
            new KafkaTopicOptions { Partitions = 4, ReplicationFactor = 3, Settings = { ["retention.ms"] = "1000" }, StartPosition = KafkaStartPosition.Latest },
            options.Topics["readings"]);
        Assert.False(options.Topics["out"].Consume);
        Assert.Equal("ssl", options.ClientSettings["security.protocol"]);
        Assert.Equal("10", options.ConsumerSettings["fetch.min.bytes"]);
        Assert.Equal("zstd", options.ProducerSettings["compression.type"]);
        Assert.Equal(KafkaStartPosition.Timestamp, options.StartPosition);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), options.StartTime);
        Assert.Equal(5_000_000_000, options.MaxBufferedBytes);
        Assert.Equal(2048, options.MaxBatchBytes);
        Assert.Equal(9, options.MaxConcurrentRewinds);
        Assert.Equal([2.0, 3, 4, 5], [options.CommitInterval.TotalSeconds, options.HeartbeatInterval!.Value.TotalSeconds, options.ProduceTimeout.TotalSeconds, options.MaxRetryDelay.TotalSeconds]);
        Assert.Equal(6, options.MaxDeliveryAttempts);
        Assert.Equal("-dead", options.RejectedTopicSuffix);
        Assert.Equal(StreamPubSubType.ImplicitOnly, PubSubOf(services));
    }

    [Theory]
    [MemberData(nameof(SiloAndClient))]
    public void Section_WithAlmostNothing_LeavesDefaults(bool isSilo)
    {
        using var services = Build(isSilo, ("BootstrapServers", "a:1"), ("Topics:readings", ""));

        var options = OptionsOf(services);

        Assert.Null(options.HeartbeatInterval);
        Assert.Null(options.MaxDeliveryAttempts);
        Assert.Equal(64L << 20, options.MaxBufferedBytes);
        Assert.Equal(StreamPubSubType.ExplicitGrainBasedAndImplicit, PubSubOf(services));
        Assert.Equal(1, options.Topics["readings"].Partitions);
    }

    [Theory]
    [InlineData("ServiceKey")]
    [InlineData("ConnectionName")]
    public void Section_WithANamedConnection_TakesItsBrokers(string key)
    {
        using var services = Build(isSilo: false, [(key, "events")], ("ConnectionStrings:events", "x:1,y:2"));

        Assert.Equal("x:1,y:2", OptionsOf(services).BootstrapServers);
    }

    [Fact]
    public void Section_WithBrokersAndANamedConnection_TakesTheBrokers()
    {
        using var services = Build(isSilo: false, [("ServiceKey", "events"), ("BootstrapServers", "a:1")], ("ConnectionStrings:events", "x:1"));

        Assert.Equal("a:1", OptionsOf(services).BootstrapServers);
    }

    [Fact]
    public void Section_BesideCode_AddsToTheSameProvider()
    {
        BuilderOf builder = new((Section + ":ServiceKey", "events"), ("ConnectionStrings:events", "x:1"), (Section + ":Topics:readings:Partitions", "4"));
        Add(builder, isSilo: true);

        ((ISiloBuilder)builder).AddKafkaStreams(
            "orders", kafka => kafka.Topics["more"] = new(), streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));

        using var services = builder.Services.BuildServiceProvider();
        Assert.Equal("x:1", OptionsOf(services).BootstrapServers);
        Assert.Equal(["more", "readings"], OptionsOf(services).Topics.Keys.Order());
        Assert.Equal(StreamPubSubType.ImplicitOnly, PubSubOf(services));
        Assert.Single(builder.Services, service => service.ServiceType == typeof(IStreamProvider) && "orders".Equals(service.ServiceKey));
        Assert.Single(builder.Services, service => service.ServiceType == typeof(IQueueAdapterFactory));
    }

    [Fact]
    public void Section_WithoutBrokers_SaysWhichKeysSetThem()
    {
        using var services = Build(isSilo: true);

        var exception = Assert.Throws<OrleansConfigurationException>(() => OptionsOf(services));

        Assert.Equal(
            "Kafka stream provider 'orders': there are no brokers; set Orleans:Streaming:orders:BootstrapServers to host:port[,host:port], or " +
            "Orleans:Streaming:orders:ServiceKey to the name of a connection string that says so.",
            exception.Message);
    }

    [Fact]
    public void Section_WithAnAbsentConnection_SaysSo()
    {
        using var services = Build(isSilo: true, ("ServiceKey", "events"));

        var exception = Assert.Throws<OrleansConfigurationException>(() => OptionsOf(services));

        Assert.Equal(
            "Kafka stream provider 'orders': Orleans:Streaming:orders:ServiceKey is 'events'; allowed: a connection string, but there is no " +
            "ConnectionStrings:events.",
            exception.Message);
    }

    [Theory]
    [InlineData("MaxBuferedBytes", "Orleans:Streaming:orders:MaxBuferedBytes is 'set'; allowed: the keys BootstrapServers, ")]
    [InlineData("Topics:readings:Partition", "Orleans:Streaming:orders:Topics:readings:Partition is 'set'; allowed: the keys Consume, ")]
    [InlineData("Topics:readings", "Orleans:Streaming:orders:Topics:readings is '4'; allowed: keys below it: Consume, ")]
    public void Section_WithAnUnknownKey_NamesIt(string key, string message)
    {
        BuilderOf builder = new(($"{Section}:{key}", "4"));

        var exception = Assert.Throws<OrleansConfigurationException>(() => Add(builder, isSilo: true));

        Assert.StartsWith("Kafka stream provider 'orders': " + message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Section_WithAValueOfTheWrongType_NamesKeyAndValue()
    {
        using var services = Build(isSilo: true, ("BootstrapServers", "a:1"), ("MaxBatchBytes", "many"));

        var exception = Assert.ThrowsAny<Exception>(() => OptionsOf(services));

        Assert.Contains("'many' at 'Orleans:Streaming:orders:MaxBatchBytes'", exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(bool isSilo, params (string Key, string? Value)[] settings) => Build(isSilo, settings, []);

    private static ServiceProvider Build(bool isSilo, (string Key, string? Value)[] settings, params (string Key, string? Value)[] further)
    {
        BuilderOf builder = new(settings.Select(setting => ($"{Section}:{setting.Key}", setting.Value)).Concat(further));
        Add(builder, isSilo);
        return builder.Services.BuildServiceProvider();
    }

    private static void Add(BuilderOf builder, bool isSilo)
    {
        KafkaStreamProviderBuilder provider = new();
        var section = builder.Configuration.GetSection(Section);
        if (isSilo)
        {
            provider.Configure((ISiloBuilder)builder, "orders", section);
        }
        else
        {
            provider.Configure((IClientBuilder)builder, "orders", section);
        }
    }

    private static KafkaStreamOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get("orders");

    private static StreamPubSubType PubSubOf(IServiceProvider services) =>
        services.GetRequiredService<IOptionsMonitor<StreamPubSubOptions>>().Get("orders").PubSubType;
}
