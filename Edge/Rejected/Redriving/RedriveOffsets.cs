using System.Globalization;
using Confluent.Kafka;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>
/// How far a consumer group has sent a rejected topic again: its committed offsets. The group has no members: a consumer that subscribes to nothing asks and
/// commits. (librdkafka's admin calls for the same may abort the process when the coordinator goes away at the wrong moment.)
/// </summary>
internal sealed class RedriveOffsets : IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(500);

    private readonly string _group;
    private readonly TimeProvider _time;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private volatile bool _awaitsBroker;

    /// <summary>Creates the store; the first call connects.</summary>
    /// <param name="clientSettings">librdkafka settings, brokers included.</param>
    /// <param name="group">The group.</param>
    /// <param name="time">Paces what has to be tried again.</param>
    /// <exception cref="ArgumentException">A setting is not allowed.</exception>
    public RedriveOffsets(IReadOnlyDictionary<string, string> clientSettings, string group, TimeProvider time)
    {
        (_group, _time) = (group, time);
        Dictionary<string, string> settings = new(clientSettings, StringComparer.Ordinal);
        settings.TryAdd("reconnect.backoff.max.ms", "1000");
        settings["group.id"] = group;
        settings["enable.auto.commit"] = "false";
        try
        {
            _consumer = new ConsumerBuilder<Ignore, Ignore>(settings).SetLogHandler((_, _) => { }).Build();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new ArgumentException($"A Kafka setting is not allowed: {exception.Message}", exception);
        }
    }

    /// <summary>Whether an offset is being stored.</summary>
    public bool AwaitsBroker => _awaitsBroker;

    /// <summary>The group's offset of a partition, or null for none.</summary>
    /// <exception cref="RejectedTopicException">Kafka did not tell.</exception>
    public async Task<long?> LoadAsync(TopicPartition partition)
    {
        try
        {
            return await ReadAsync(partition);
        }
        catch (KafkaException exception)
        {
            throw Failure("read", partition, exception);
        }
    }

    /// <summary>Stores the group's offset of a partition, again and again while Kafka is away.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="expected">The offset that the group should have now.</param>
    /// <param name="next">The new offset.</param>
    /// <param name="cancellationToken">Makes the next failure the last.</param>
    /// <exception cref="RejectedTopicException">Kafka refused, or somebody else has moved the offset.</exception>
    public async Task SaveAsync(TopicPartition partition, long? expected, long next, CancellationToken cancellationToken)
    {
        _awaitsBroker = true;
        try
        {
            while (!await TrySaveAsync(partition, expected, next, cancellationToken))
            {
                await Task.Delay(Backoff, _time, CancellationToken.None);
            }
        }
        finally
        {
            _awaitsBroker = false;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _consumer.Dispose();

    private async Task<bool> TrySaveAsync(TopicPartition partition, long? expected, long next, CancellationToken cancellationToken)
    {
        try
        {
            var current = await ReadAsync(partition);
            // An attempt that seemed to fail may have succeeded.
            if (current != next)
            {
                RequireExpected(partition, expected, current);
                await Task.Run(() => _consumer.Commit([new TopicPartitionOffset(partition, next)]), CancellationToken.None);
            }

            return true;
        }
        catch (KafkaException exception) when (IsTransient(ErrorOf(exception).Code) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (KafkaException exception)
        {
            throw Failure("stored", partition, exception);
        }
    }

    private async Task<long?> ReadAsync(TopicPartition partition)
    {
        var results = await Task.Run(() => _consumer.Committed([partition], AnswerTime));
        var offset = results[0].Offset;
        return offset.IsSpecial ? null : offset.Value;
    }

    private void RequireExpected(TopicPartition partition, long? expected, long? current)
    {
        if (current != expected)
        {
            throw new RejectedTopicException(string.Create(
                CultureInfo.InvariantCulture,
                $"Somebody else has moved the offset of group {_group} in {RedriveTarget.NameOf(partition)} to {current}: "
                + $"one redrive at a time is allowed. Records may have been sent twice."));
        }
    }

    private RejectedTopicException Failure(string what, TopicPartition partition, KafkaException exception) => new(
        $"The offset of group {_group} in {RedriveTarget.NameOf(partition)} could not be {what}: {ErrorOf(exception).Reason}",
        exception);

    /// <summary>The error of the partition, where the exception only says that there is one.</summary>
    private static Error ErrorOf(KafkaException exception) => exception switch
    {
        TopicPartitionOffsetException { Results: [{ Error: { IsError: true } error }, ..] } => error,
        _ => exception.Error,
    };

    private static bool IsTransient(KafkaErrorCode code) => code
        is KafkaErrorCode.Local_Transport or KafkaErrorCode.Local_TimedOut
        or KafkaErrorCode.Local_AllBrokersDown or KafkaErrorCode.Local_WaitCoord
        or KafkaErrorCode.RequestTimedOut or KafkaErrorCode.NetworkException or KafkaErrorCode.NotCoordinatorForGroup
        or KafkaErrorCode.GroupCoordinatorNotAvailable or KafkaErrorCode.GroupLoadInProgress or KafkaErrorCode.UnstableOffsetCommit;
}
