using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Configuration;

namespace FederatedOrleans.Tests.Streaming.Configuration;

[Trait("Category", "Unit")]
public sealed class KafkaStreamOptionsValidatorTests
{
    private static readonly DateTimeOffset Day = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string, Action<KafkaStreamOptions>, string> Mistakes => new()
    {
        { "servers", options => options.BootstrapServers = " ", "BootstrapServers is ' '; allowed: host:port[,host:port]." },
        { "no servers", options => options.BootstrapServers = null!, "BootstrapServers is ''; allowed: host:port[,host:port]." },
        { "port", options => options.BootstrapServers = "a:1,b:65536", "BootstrapServers is 'a:1,b:65536'; allowed: host:port[,host:port]." },
        {
            "another system's connection string", options => options.BootstrapServers = "Endpoint=sb://x/;SharedAccessKey=secret",
            "BootstrapServers is '***'; allowed: host:port[,host:port]."
        },
        { "group", options => options.GroupId = " ", "GroupId is ' '; allowed: a text that is not blank." },
        { "topics", options => options.Topics.Clear(), "Topics is 'empty'; allowed: at least one topic." },
        { "no topics", options => options.Topics = null!, "Topics is 'empty'; allowed: at least one topic." },
        { "topic's name", options => options.Topics["a b"] = new(), "Topics is 'a b'; allowed: names of 1 to 249 letters, digits, '.', '_' or '-'." },
        { "no topic's name", options => options.Topics[".."] = new(), "Topics is '..'; allowed: names of 1 to 249 letters, digits, '.', '_' or '-'." },
        { "no topic", options => options.Topics["t"] = null!, "Topics:t is 'null'; allowed: the options of a topic." },
        { "partitions low", options => options.Topics["t"].Partitions = 0, "Topics:t:Partitions is '0'; allowed: 1 to 100000." },
        { "partitions high", options => options.Topics["t"].Partitions = 100_001, "Topics:t:Partitions is '100001'; allowed: 1 to 100000." },
        { "replicas", options => options.Topics["t"].ReplicationFactor = 0, "Topics:t:ReplicationFactor is '0'; allowed: -1 or 1 to 100." },
        { "topic setting", options => options.Topics["t"].Settings["retention.ms"] = null!, "Topics:t:Settings is 'null'; allowed: settings with values." },
        { "start", options => options.StartPosition = (KafkaStartPosition)9, "StartPosition is '9'; allowed: Earliest, Latest or Timestamp." },
        {
            "topic's start", options => options.Topics["t"].StartPosition = (KafkaStartPosition)9,
            "Topics:t:StartPosition is '9'; allowed: Earliest, Latest or Timestamp."
        },
        {
            "no start time", options => options.StartPosition = KafkaStartPosition.Timestamp,
            "StartTime is 'not set'; allowed: a time, since StartPosition is Timestamp."
        },
        {
            "no topic's start time", options => options.Topics["t"].StartPosition = KafkaStartPosition.Timestamp,
            "Topics:t:StartTime is 'not set'; allowed: a time, since StartPosition is Timestamp."
        },
        {
            "useless start time", options => options.StartTime = Day,
            "StartTime is '2026-01-02T03:04:05.0000000+00:00'; allowed: a time only where StartPosition is Timestamp."
        },
        {
            "useless topic's start time", options => options.Topics["t"].StartTime = Day,
            "Topics:t:StartTime is '2026-01-02T03:04:05.0000000+00:00'; allowed: a time only where StartPosition is Timestamp."
        },
        {
            "old start time", options => options.StartTime = DateTimeOffset.UnixEpoch.AddTicks(-1),
            "StartTime is '1969-12-31T23:59:59.9999999+00:00'; allowed: 1970-01-01T00:00:00Z or later."
        },
        { "buffer low", options => options.MaxBufferedBytes = 1_048_575, "MaxBufferedBytes is '1048575'; allowed: 1048576 to 68719476736." },
        { "buffer high", options => options.MaxBufferedBytes = (64L << 30) + 1, "MaxBufferedBytes is '68719476737'; allowed: 1048576 to 68719476736." },
        { "batch low", options => options.MaxBatchBytes = 1023, "MaxBatchBytes is '1023'; allowed: 1024 to 16777216." },
        { "batch high", options => options.MaxBatchBytes = (16 << 20) + 1, "MaxBatchBytes is '16777217'; allowed: 1024 to 16777216." },
        { "rewinds low", options => options.MaxConcurrentRewinds = 0, "MaxConcurrentRewinds is '0'; allowed: 1 to 1000." },
        { "rewinds high", options => options.MaxConcurrentRewinds = 1001, "MaxConcurrentRewinds is '1001'; allowed: 1 to 1000." },
        {
            "commit", options => options.CommitInterval = TimeSpan.FromMilliseconds(9),
            "CommitInterval is '00:00:00.0090000'; allowed: 00:00:00.0100000 to 00:10:00."
        },
        {
            "heartbeat low", options => options.HeartbeatInterval = TimeSpan.Zero,
            "HeartbeatInterval is '00:00:00'; allowed: 00:00:00.0100000 to 00:01:00."
        },
        {
            "heartbeat high", options => options.HeartbeatInterval = TimeSpan.FromSeconds(61),
            "HeartbeatInterval is '00:01:01'; allowed: 00:00:00.0100000 to 00:01:00."
        },
        { "produce", options => options.ProduceTimeout = TimeSpan.Zero, "ProduceTimeout is '00:00:00'; allowed: 00:00:01 to 01:00:00." },
        {
            "retry", options => options.MaxRetryDelay = TimeSpan.FromHours(2),
            "MaxRetryDelay is '02:00:00'; allowed: 00:00:00.0100000 to 01:00:00."
        },
        { "attempts low", options => options.MaxDeliveryAttempts = 0, "MaxDeliveryAttempts is '0'; allowed: 1 to 1000000." },
        { "attempts high", options => options.MaxDeliveryAttempts = 1_000_001, "MaxDeliveryAttempts is '1000001'; allowed: 1 to 1000000." },
        { "suffix", options => options.RejectedTopicSuffix = "/bad", "RejectedTopicSuffix is '/bad'; allowed: 1 to 100 letters, digits, '.', '_' or '-'." },
        { "no suffix", options => options.RejectedTopicSuffix = "", "RejectedTopicSuffix is ''; allowed: 1 to 100 letters, digits, '.', '_' or '-'." },
        {
            "long name with suffix", options => options.Topics[new('x', 241)] = new(),
            $"RejectedTopicSuffix is '.rejected'; allowed: what makes a name of at most 249 characters with topic {new string('x', 241)}."
        },
    };

    public static TheoryData<string, Action<KafkaStreamOptions>> Limits => new()
    {
        { "defaults", _ => { } },
        { "hosts", options => options.BootstrapServers = "kafka-1:9092, 10.0.0.1:1 ,[::1]:65535,kafka" },
        { "buffer low", options => options.MaxBufferedBytes = 1 << 20 },
        { "buffer high", options => options.MaxBufferedBytes = 64L << 30 },
        { "heartbeat", options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(10) },
        { "attempts", options => options.MaxDeliveryAttempts = 1 },
        { "long name", options => options.Topics[new('x', 240)] = new() },
        { "long name that is not read", options => options.Topics[new('x', 249)] = new() { Consume = false } },
        { "start time of all", options => (options.StartPosition, options.StartTime) = (KafkaStartPosition.Timestamp, Day) },
        { "start time for one topic", options => (options.StartTime, options.Topics["t"].StartPosition) = (Day, KafkaStartPosition.Timestamp) },
        {
            "start time of one topic",
            options => (options.Topics["t"].StartTime, options.Topics["t"].StartPosition) = (Day, KafkaStartPosition.Timestamp)
        },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Validate_WhatIsAllowed_Passes(string what, Action<KafkaStreamOptions> set)
    {
        var options = Valid();
        set(options);

        Assert.NotEmpty(what);
        Validate(options);
    }

    [Fact]
    public void Validate_OfAClientWithoutTopics_Passes() =>
        Assert.Same(
            ValidateOptionsResult.Success,
            new KafkaStreamOptionsValidator("orders", needsTopics: false).Validate("orders", new() { BootstrapServers = "localhost:9092" }));

    [Fact]
    public void Validate_OfAnotherProvider_IsLeftToItsOwn() =>
        Assert.Same(ValidateOptionsResult.Skip, new KafkaStreamOptionsValidator("orders", needsTopics: true).Validate("others", new()));

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Validate_Mistake_NamesProviderOptionValueAndRange(string what, Action<KafkaStreamOptions> spoil, string message)
    {
        var options = Valid();
        spoil(options);

        var exception = Assert.Throws<OrleansConfigurationException>(() => Validate(options));

        Assert.NotEmpty(what);
        Assert.Equal($"Kafka stream provider 'orders': {message}", exception.Message);
    }

    private static void Validate(KafkaStreamOptions options) => new KafkaStreamOptionsValidator("orders", needsTopics: true).Validate("orders", options);

    private static KafkaStreamOptions Valid() => new() { BootstrapServers = "localhost:9092", Topics = { ["t"] = new() } };
}
