using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Benchmarks.Readings;
using Orleans.Streaming.Kafka.Mapping;

namespace FederatedOrleans.Benchmarks.Streams;

/// <summary>Topics of one partition that holds streams by key.</summary>
internal static class StreamsTopic
{
    /// <summary>The streams' namespace.</summary>
    public const string Namespace = "keyed";

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The topic that holds so many streams.</summary>
    public static string Name(int streams) => string.Create(CultureInfo.InvariantCulture, $"streams-{streams}");

    /// <summary>Sends readings to all streams in turns.</summary>
    public static void Send(IProducer<byte[], byte[]> producer, int streams, int count)
    {
        Random random = new(1);
        Headers headers = new() { { DefaultStreamMapper.NamespaceHeader, Encoding.UTF8.GetBytes(Namespace) } };
        TopicPartition partition = new(Name(streams), 0);
        for (var i = 0; i < count; i++)
        {
            var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"s{i % streams}"));
            producer.Produce(partition, new() { Key = key, Value = ReadingTopic.Write(random, i % streams), Headers = headers });
        }

        producer.Flush(FlushTimeout);
    }
}
