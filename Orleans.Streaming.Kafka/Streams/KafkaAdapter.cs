using System.Diagnostics;
using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Streams;

/// <summary>The provider's two directions: events out through the shared producer, partitions in through receivers.</summary>
internal sealed class KafkaAdapter(
    string name,
    KafkaProducer producer,
    IKafkaStreamMapper mapper,
    IKafkaDataAdapter data,
    KafkaContextHeaders contexts,
    Func<QueueId, KafkaReceiver> createReceiver) : IQueueAdapter
{
    public string Name => name;

    public bool IsRewindable => true;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        if (token is not null)
        {
            throw new ArgumentException("Kafka gives the offsets: events cannot be produced with a token.", nameof(token));
        }

        // Every event is encoded before the first one is sent: one that cannot be written stops them all.
        var destination = mapper.GetDestination(streamId);
        var context = contexts.Write(requestContext, Activity.Current);
        List<KafkaMessage> messages = [.. events.Select(item => data.Encode(streamId, destination.Topic, item))];
        return messages.Count == 1
            ? producer.ProduceAsync(destination, messages[0], context)
            : Task.WhenAll(messages.Select(message => producer.ProduceAsync(destination, message, context)));
    }

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => createReceiver(queueId);
}
