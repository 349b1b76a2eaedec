using System.CommandLine;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Edge.Rejected;
using FederatedOrleans.EmbeddedKafka;

namespace FederatedOrleans.Tests.Edge.Rejected;

/// <summary>A cluster with rejected records, and the commands that work on them.</summary>
internal sealed class RejectedCluster : IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);
    private readonly IProducer<byte[]?, byte[]?> _producer;

    public RejectedCluster(int brokers = 1)
    {
        Kafka = EmbeddedKafkaCluster.Start(new() { Brokers = brokers });
        ProducerConfig config = new() { BootstrapServers = Kafka.BootstrapServers, LingerMs = 0 };
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }

    public EmbeddedKafkaCluster Kafka { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _producer.Dispose();
        Kafka.Dispose();
    }

    /// <summary>Headers of a record that stood at a place.</summary>
    public static Headers Added(string topic, int partition, long offset, string reason, long size) => new()
    {
        { "reason", Bytes(reason) },
        { "topic", Bytes(topic) },
        { "partition", Bytes(partition) },
        { "offset", Bytes(offset) },
        { "size", Bytes(size) },
    };

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Bytes(long number) => Bytes(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Creates a topic and the one for its rejected records.</summary>
    public void CreateTopics(string topic, int partitions)
    {
        Kafka.CreateTopic(topic, partitions);
        Kafka.CreateTopic(topic + ".rejected", 1);
    }

    /// <summary>Puts a record aside as the original of a place.</summary>
    public Task PutAsideAsync(string topic, int partition, long offset, string reason, string value, DateTimeOffset? time = null) =>
        WriteAsync(topic + ".rejected", Bytes("key"), Bytes(value), Added(topic, partition, offset, reason, Bytes(value).Length), time);

    /// <summary>Puts many records aside, all of the same topic and partition; their values are their numbers.</summary>
    public Task PutAsideAsync(string topic, int partition, IEnumerable<int> numbers, string reason) =>
        Task.WhenAll(numbers.Select(number => PutAsideAsync(topic, partition, number, reason, $"{number}")));

    /// <summary>Writes a record.</summary>
    public Task WriteAsync(string topic, byte[]? key, byte[]? value, Headers headers, DateTimeOffset? time = null)
    {
        var timestamp = time is { } set ? new Timestamp(set) : Timestamp.Default;
        return _producer.ProduceAsync(
            new TopicPartition(topic, 0), new() { Key = key, Value = value, Headers = headers, Timestamp = timestamp }, Cancellation);
    }

    /// <summary>Reads every partition from its start to its end, partition after partition.</summary>
    public List<ConsumeResult<byte[]?, byte[]?>> Read(string topic, int partitions = 1)
    {
        using var consumer = Consumer("reader");
        List<ConsumeResult<byte[]?, byte[]?>> records = [];
        for (var partition = 0; partition < partitions; partition++)
        {
            consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
            while (consumer.Consume(Cancellation) is { IsPartitionEOF: false } result)
            {
                records.Add(result);
            }
        }

        return records;
    }

    /// <summary>The values of a topic as text, partition after partition.</summary>
    public IEnumerable<string> ReadValues(string topic, int partitions = 1) =>
        Read(topic, partitions).Select(record => Encoding.UTF8.GetString(record.Message.Value ?? []));

    /// <summary>The offset that a group has in a rejected topic; null for none.</summary>
    public Task<long?> ReadOffsetAsync(string topic, string group = "edge-redrive") => Task.Run(() =>
    {
        using var consumer = Consumer(group);
        var offset = consumer.Committed([new TopicPartition(topic + ".rejected", 0)], AnswerTime)[0].Offset;
        return offset == Offset.Unset ? null : (long?)offset.Value;
    });

    /// <summary>Sets the offset that a group has in a rejected topic.</summary>
    public Task WriteOffsetAsync(string topic, long offset, string group = "edge-redrive") => Task.Run(() =>
    {
        using var consumer = Consumer(group);
        consumer.Commit([new TopicPartitionOffset(topic + ".rejected", 0, offset)]);
    });

    public Task<CommandRun> ListAsync(params string[] arguments) => RunAsync("list", _ => { }, _ => { }, Cancellation, arguments);

    public Task<CommandRun> RedriveAsync(params string[] arguments) => RunAsync("redrive", _ => { }, _ => { }, Cancellation, arguments);

    /// <summary>Runs a command and tells of the lines that it writes.</summary>
    public async Task<CommandRun> RunAsync(
        string command, Action<string> onOutput, Action<string> onError, CancellationToken cancellationToken, params string[] arguments)
    {
        using NotifyingWriter output = new(onOutput);
        using NotifyingWriter error = new(onError);
        var exitCode = await RejectedCommand.Create().Parse([command, "--bootstrap", Kafka.BootstrapServers, .. arguments]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, cancellationToken);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    private IConsumer<byte[]?, byte[]?> Consumer(string group)
    {
        ConsumerConfig config = new()
        {
            BootstrapServers = Kafka.BootstrapServers,
            GroupId = group,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            FetchWaitMaxMs = 10,
        };
        return new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }
}
