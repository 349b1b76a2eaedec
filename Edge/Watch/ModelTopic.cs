using Confluent.Kafka;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Watch;

/// <summary>The compacted topic of global models, followed from its beginning without a consumer group.</summary>
/// <param name="clientSettings">librdkafka settings, brokers included.</param>
/// <param name="topic">The topic.</param>
/// <param name="federation">The federation whose models are wanted.</param>
internal sealed class ModelTopic(IReadOnlyDictionary<string, string> clientSettings, string topic, string federation)
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    /// <summary>The newest version of what the topic holds, then every new version, until cancelled. Blocks while there is none.</summary>
    /// <param name="cancellationToken">Ends the sequence.</param>
    /// <exception cref="KafkaException">The topic cannot be read for good, such as by a wrong setting.</exception>
    public IEnumerable<GlobalModelMessage> Follow(CancellationToken cancellationToken)
    {
        ModelFollower follower = new(federation);
        using var consumer = new ConsumerBuilder<byte[], byte[]>(Configuration()).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var isCaughtUp = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (Consume(consumer) is not { } result)
            {
                continue;
            }

            if (result.IsPartitionEOF)
            {
                if (!isCaughtUp && follower.Newest is { } newest)
                {
                    yield return newest;
                }

                isCaughtUp = true;
            }
            else if (follower.Accept(result.Message.Value) && isCaughtUp)
            {
                yield return follower.Newest!;
            }
        }
    }

    private ConsumerConfig Configuration() => new(new Dictionary<string, string>(clientSettings))
    {
        GroupId = "unused",
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        FetchWaitMaxMs = 100,
        ReconnectBackoffMaxMs = 1000,
    };

    private static ConsumeResult<byte[], byte[]>? Consume(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            return consumer.Consume(PollTime);
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            // A topic that is not there yet, or a broker that is away: both may come.
            return null;
        }
    }
}
