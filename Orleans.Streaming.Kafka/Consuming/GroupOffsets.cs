using System.Collections.Concurrent;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Interop;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>
/// The offsets that the consumer group has committed. librdkafka's calls block until the coordinator answers, so they are made on a thread of
/// their own. (Its admin calls for the same do not block, but abort the process when the coordinator goes away at the wrong moment.)
/// </summary>
internal sealed class GroupOffsets : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private readonly NativeConsumer _consumer;
    private readonly BlockingCollection<Action> _calls = [];
    private readonly Thread _thread;

    public GroupOffsets(NativeConsumer consumer)
    {
        _consumer = consumer;
        _thread = new(Run) { IsBackground = true, Name = "Kafka group offsets" };
        _thread.Start();
    }

    /// <summary>The committed offset of a partition, or null.</summary>
    /// <exception cref="KafkaException">The group's coordinator did not answer.</exception>
    public Task<long?> GetCommittedAsync(TopicPartition partition, CancellationToken cancellationToken) =>
        CallAsync(() => _consumer.GetCommitted(partition, Timeout), cancellationToken);

    /// <summary>Commits offsets, each the first one that is not processed.</summary>
    /// <exception cref="KafkaException">The group's coordinator did not take them.</exception>
    public Task CommitAsync(IReadOnlyCollection<TopicPartitionOffset> offsets, CancellationToken cancellationToken) =>
        CallAsync(
            () =>
            {
                _consumer.Commit(offsets);
                return true;
            },
            cancellationToken);

    public void Dispose()
    {
        _calls.CompleteAdding();
        _thread.Join();
        _calls.Dispose();
    }

    private Task<T> CallAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Add(
            () =>
            {
                try
                {
                    done.SetResult(call());
                }
                catch (Exception exception)
                {
                    done.SetException(exception);
                }
            },
            cancellationToken);
        return done.Task.WaitAsync(cancellationToken);
    }

    private void Run()
    {
        foreach (var call in _calls.GetConsumingEnumerable())
        {
            call();
        }
    }
}
