using System.Buffers;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>
/// Sorts the records of a batch by their streams without copying them: an order is laid over the buffer, and each stream gets a part of it. Used
/// by one thread.
/// </summary>
/// <param name="mapper">Says which stream a record belongs to.</param>
/// <param name="isDeliverable">Whether a stream can be delivered at all; asked once per stream.</param>
/// <param name="onMapperFailure">Told when the mapper throws.</param>
internal sealed class StreamSplitter(IKafkaStreamMapper mapper, Func<StreamId, bool> isDeliverable, Action<Exception> onMapperFailure)
{
    /// <summary>Above this many streams the memory of them begins anew.</summary>
    private const int MaxKnownStreams = 200_000;

    private readonly Dictionary<StreamId, Slot> _slots = [];
    private readonly List<Slot> _inBatch = [];
    private readonly Slot _unmapped = new(default, isDeliverable: false);
    private Slot[] _slotOf = [];

    /// <summary>Sorts a batch; its holder count becomes the number of streams in it.</summary>
    public (IReadOnlyList<StreamBatch> Batches, IReadOnlyList<UnassignedRecord> Unassigned) Split(KafkaRecordBatch batch)
    {
        List<UnassignedRecord> unassigned = [];
        Assign(batch, unassigned);
        if (_inBatch.Count == 0)
        {
            batch.Buffer.Release();
            return ([], unassigned);
        }

        var batches = Order(batch);
        batch.Buffer.AddHolders(batches.Length - 1);
        foreach (var slot in _inBatch)
        {
            slot.Count = 0;
        }

        _inBatch.Clear();
        return (batches, unassigned);
    }

    private void Assign(KafkaRecordBatch batch, List<UnassignedRecord> unassigned)
    {
        if (_slots.Count > MaxKnownStreams)
        {
            _slots.Clear();
        }

        if (_slotOf.Length < batch.Count)
        {
            _slotOf = new Slot[batch.Count];
        }

        for (var i = 0; i < batch.Count; i++)
        {
            var slot = _slotOf[i] = Find(batch, i);
            if (!slot.IsDeliverable)
            {
                unassigned.Add(new(batch.Only(i), slot == _unmapped ? null : slot.Stream, slot == _unmapped ? "stream:none" : "stream:key"));
            }
            else if (slot.Count++ == 0)
            {
                _inBatch.Add(slot);
            }
        }
    }

    private Slot Find(KafkaRecordBatch batch, int index)
    {
        StreamId? stream;
        try
        {
            stream = mapper.GetStream(batch.Topic, batch.Partition, batch[index]);
        }
        catch (Exception exception)
        {
            onMapperFailure(exception);
            stream = null;
        }

        if (stream is not { } id)
        {
            return _unmapped;
        }

        if (!_slots.TryGetValue(id, out var slot))
        {
            _slots.Add(id, slot = new(id, isDeliverable(id)));
        }

        return slot;
    }

    private StreamBatch[] Order(KafkaRecordBatch batch)
    {
        var next = 0;
        foreach (var slot in _inBatch)
        {
            slot.Next = next;
            next += slot.Count;
        }

        var order = ArrayPool<int>.Shared.Rent(Math.Max(next, 1));
        for (var i = 0; i < batch.Count; i++)
        {
            if (_slotOf[i].IsDeliverable)
            {
                order[_slotOf[i].Next++] = i;
            }
        }

        batch.Buffer.SetOrder(order);
        var batches = new StreamBatch[_inBatch.Count];
        for (var i = 0; i < batches.Length; i++)
        {
            var slot = _inBatch[i];
            batches[i] = new(slot.Stream, batch.Part(slot.Next - slot.Count, slot.Next));
        }

        return batches;
    }

    private sealed class Slot(StreamId stream, bool isDeliverable)
    {
        public StreamId Stream => stream;

        public bool IsDeliverable => isDeliverable;

        /// <summary>How many records of the stream are in the batch at hand.</summary>
        public int Count { get; set; }

        /// <summary>The place in the order for its next record.</summary>
        public int Next { get; set; }
    }
}
