using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Interop;

/// <summary>
/// A librdkafka consumer whose partitions are assigned by hand, each with a queue of its own. Records are taken in batches; a callback tells
/// when a queue that was empty has something, so nobody polls. It commits only what it is told to. Used by one thread, but for what says so.
/// </summary>
internal sealed unsafe class NativeConsumer : INativeLog, IDisposable
{
    /// <summary>Nothing is to be committed and no group to be left.</summary>
    private const int DestroyAtOnce = 0x8;

    private readonly Action<int, string, string> _log;
    private readonly Action _wake;
    private readonly GCHandle _self;
    private readonly nint _client;
    private readonly Dictionary<(string Topic, int Partition), NativeQueue> _queues = [];

    /// <summary>Makes a consumer.</summary>
    /// <param name="settings">librdkafka settings.</param>
    /// <param name="wake">Called by librdkafka's threads when there is something to take. It must not throw.</param>
    /// <param name="log">Called by librdkafka's threads with syslog level, facility and text. It must not throw.</param>
    /// <exception cref="KafkaStreamException">A setting is not accepted.</exception>
    public NativeConsumer(IEnumerable<KeyValuePair<string, string>> settings, Action wake, Action<int, string, string> log)
    {
        _wake = wake;
        _log = log;
        var configuration = NativeClient.NewConfiguration(settings);
        _self = GCHandle.Alloc(this);
        try
        {
            NativeLog.Attach(configuration, _self);
            _client = NativeClient.Create(ClientKind.Consumer, configuration);
        }
        catch
        {
            _self.Free();
            throw;
        }

        _ = LibRdKafka.RedirectPoll(_client);
        Main = new NativeQueue(LibRdKafka.GetConsumerQueue(_client));
        Watch(Main);
    }

    /// <summary>The queue for what belongs to no partition, and for a partition's records until its own queue is in use.</summary>
    public NativeQueue Main { get; }

    /// <summary>Begins to read a partition.</summary>
    /// <exception cref="KafkaStreamException">librdkafka refused.</exception>
    public NativeQueue Assign(string topic, int partition, long offset)
    {
        WithPartition(topic, partition, offset, partitions => Check(LibRdKafka.IncrementalAssign(_client, partitions), topic, partition));
        var queue = new NativeQueue(LibRdKafka.GetPartitionQueue(_client, topic, partition));
        _queues.Add((topic, partition), queue);
        Watch(queue);
        queue.Separate();
        return queue;
    }

    /// <summary>Ends the reading of a partition and drops what waits.</summary>
    /// <exception cref="KafkaStreamException">librdkafka refused.</exception>
    public void Unassign(string topic, int partition)
    {
        if (_queues.Remove((topic, partition), out var queue))
        {
            queue.Dispose();
            WithPartition(topic, partition, 0, partitions => Check(LibRdKafka.IncrementalUnassign(_client, partitions), topic, partition));
        }
    }

    /// <summary>Stops fetching a partition; what was fetched and not taken is dropped and fetched again later.</summary>
    public void Pause(string topic, int partition) => WithPartition(topic, partition, 0, partitions => _ = LibRdKafka.Pause(_client, partitions));

    /// <summary>Fetches a partition again.</summary>
    public void Resume(string topic, int partition) => WithPartition(topic, partition, 0, partitions => _ = LibRdKafka.Resume(_client, partitions));

    /// <summary>The end offset as the last fetch told it, or null.</summary>
    public long? GetEndOffset(string topic, int partition) =>
        LibRdKafka.GetWatermarks(_client, topic, partition, out _, out var high) == 0 && high >= 0 ? high : null;

    /// <summary>The committed offset of a partition, or null. Blocks; safe to call from any thread.</summary>
    /// <exception cref="KafkaException">The group's coordinator did not answer.</exception>
    public long? GetCommitted(TopicPartition partition, TimeSpan timeout)
    {
        long offset = 0;
        WithPartition(partition.Topic, partition.Partition.Value, Offset.Unset, partitions =>
        {
            Check(LibRdKafka.Committed(_client, partitions, (int)timeout.TotalMilliseconds));
            Check(partitions->Elements[0].Error);
            offset = partitions->Elements[0].Offset;
        });
        return offset >= 0 ? offset : null;
    }

    /// <summary>Commits offsets, each the first one that is not processed. Blocks; safe to call from any thread.</summary>
    /// <exception cref="KafkaException">The group's coordinator did not take them.</exception>
    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets) =>
        WithPartitions(offsets, partitions => Check(LibRdKafka.Commit(_client, partitions, isAsync: 0)));

    /// <summary>The text of an error code.</summary>
    public static string Describe(int error) => Marshal.PtrToStringUTF8(LibRdKafka.CodeToString(error)) ?? $"error {error}";

    void INativeLog.Write(int level, string facility, string text) => _log(level, facility, text);

    public void Dispose()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Dispose();
        }

        Main.Dispose();
        LibRdKafka.DestroyClient(_client, DestroyAtOnce);
        _self.Free();
    }

    private void Watch(NativeQueue queue) => LibRdKafka.EnableCallback(queue.Handle, &OnData, GCHandle.ToIntPtr(_self));

    private delegate void PartitionsAction(PartitionsLayout* partitions);

    private static void WithPartition(string topic, int partition, long offset, PartitionsAction act) =>
        WithPartitions([new(topic, partition, offset)], act);

    private static void WithPartitions(IReadOnlyCollection<TopicPartitionOffset> offsets, PartitionsAction act)
    {
        var partitions = LibRdKafka.NewPartitions(offsets.Count);
        try
        {
            foreach (var offset in offsets)
            {
                LibRdKafka.AddPartition(partitions, offset.Topic, offset.Partition.Value)->Offset = offset.Offset.Value;
            }

            act(partitions);
        }
        finally
        {
            LibRdKafka.DestroyPartitions(partitions);
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new KafkaException((Confluent.Kafka.ErrorCode)error);
        }
    }

    private static void Check(nint error, string topic, int partition)
    {
        if (error == 0)
        {
            return;
        }

        var text = Marshal.PtrToStringUTF8(LibRdKafka.ErrorString(error));
        LibRdKafka.DestroyError(error);
        throw new KafkaStreamException($"The assignment of {topic} [{partition}] could not be changed: {text}");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnData(nint client, nint opaque) => ((NativeConsumer)GCHandle.FromIntPtr(opaque).Target!)._wake();
}
