using System.Runtime.InteropServices;
using Confluent.Kafka;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka.Interop;

/// <summary>
/// A librdkafka client that asks for the offsets of partitions. Its calls block and may be made by several threads at the same time. They are
/// those for applications, not the administration's: the latter waits for metadata by a callback that can run before the asking thread has
/// left, which then locks a mutex that is gone and ends the process.
/// </summary>
internal sealed unsafe class OffsetsClient : SafeHandle
{
    /// <summary>The time that stands for the end of a partition.</summary>
    public const long End = -1;

    /// <summary>The time that stands for the first record that a partition holds.</summary>
    public const long Start = -2;

    /// <summary>Makes a client.</summary>
    /// <param name="settings">librdkafka settings.</param>
    /// <exception cref="KafkaStreamException">A setting is not accepted.</exception>
    public OffsetsClient(IEnumerable<KeyValuePair<string, string>> settings)
        : base(0, ownsHandle: true)
    {
        var configuration = NativeClient.NewConfiguration(settings);
        LibRdKafka.SetLogCallback(configuration, null);
        SetHandle(NativeClient.Create(ClientKind.Producer, configuration));
    }

    /// <inheritdoc />
    public override bool IsInvalid => handle == 0;

    /// <summary>Asks the leaders of partitions, all of them, or nothing is told.</summary>
    /// <param name="partitions">The partitions, at least one.</param>
    /// <param name="time">Unix milliseconds, <see cref="Start"/> or <see cref="End"/>.</param>
    /// <param name="timeout">How long to wait for the answers.</param>
    /// <returns>
    /// The first offset whose record has this time or a later one, <see cref="Offset.End"/> where there is none; partitions that are not there
    /// or have no leader are missing.
    /// </returns>
    /// <exception cref="KafkaException">A leader did not answer in time, or refused.</exception>
    /// <exception cref="ObjectDisposedException">The client is gone.</exception>
    public Dictionary<TopicPartition, long> GetOffsets(IReadOnlyCollection<TopicPartition> partitions, long time, TimeSpan timeout)
    {
        var isHeld = false;
        try
        {
            DangerousAddRef(ref isHeld);
            var (error, offsets) = Ask(partitions, time, timeout);
            if ((error == KafkaErrorCode.Local_UnknownPartition || (error == KafkaErrorCode.NoError && offsets.Count < partitions.Count)) && TryRefresh(timeout))
            {
                (error, offsets) = Ask(partitions, time, timeout);
            }

            return error == KafkaErrorCode.NoError ? offsets : throw new KafkaException(error);
        }
        finally
        {
            if (isHeld)
            {
                DangerousRelease();
            }
        }
    }

    /// <inheritdoc />
    protected override bool ReleaseHandle()
    {
        LibRdKafka.DestroyClient(handle, flags: 0);
        return true;
    }

    private (KafkaErrorCode Error, Dictionary<TopicPartition, long> Offsets) Ask(IReadOnlyCollection<TopicPartition> partitions, long time, TimeSpan timeout)
    {
        var list = LibRdKafka.NewPartitions(partitions.Count);
        try
        {
            foreach (var partition in partitions)
            {
                LibRdKafka.AddPartition(list, partition.Topic, partition.Partition.Value)->Offset = time;
            }

            var error = (KafkaErrorCode)LibRdKafka.OffsetsForTimes(handle, list, (int)timeout.TotalMilliseconds);
            return (error, error == KafkaErrorCode.NoError ? Answers(list) : []);
        }
        finally
        {
            LibRdKafka.DestroyPartitions(list);
        }
    }

    /// <summary>
    /// Asks who leads. librdkafka takes a partition that had no leader once for one without a leader, until it asks of itself, every five minutes.
    /// </summary>
    private bool TryRefresh(TimeSpan timeout)
    {
        if ((KafkaErrorCode)LibRdKafka.Metadata(handle, allTopics: 1, topic: 0, out var metadata, (int)timeout.TotalMilliseconds) != KafkaErrorCode.NoError)
        {
            return false;
        }

        LibRdKafka.DestroyMetadata(metadata);
        return true;
    }

    private static Dictionary<TopicPartition, long> Answers(PartitionsLayout* list)
    {
        Dictionary<TopicPartition, long> offsets = new(list->Count);
        for (var i = 0; i < list->Count; i++)
        {
            var answer = list->Elements[i];
            if (answer.Error == 0)
            {
                offsets[new(Marshal.PtrToStringUTF8(answer.Topic), answer.Partition)] = answer.Offset;
            }
        }

        return offsets;
    }
}
