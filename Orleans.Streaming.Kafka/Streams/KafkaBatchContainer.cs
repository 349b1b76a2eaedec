using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Delivery;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Streams;

/// <summary>
/// A batch on its way to one subscription. Its token is the place behind its last offset, so that a container which was read again with other
/// borders is never mistaken for one that was delivered. After a failure it holds what is left to deliver.
/// </summary>
[GenerateSerializer, Immutable, Alias("kafka.batch-container"), SerializationCallbacks(typeof(KafkaBatchContainerCallbacks))]
internal sealed class KafkaBatchContainer : IBatchContainer
{
    private const int NoticeBeat = 0;

    /// <summary>The offset behind the record that was reached; 0 for none, which is also what a copy from another process begins with.</summary>
    [NonSerialized]
    private long _behindReached;

    [NonSerialized]
    private EventReader? _reader;

    public KafkaBatchContainer(StreamId streamId, KafkaRecordBatch batch, int beat, EventReader reader, DeliveryProgress? progress = null)
    {
        ProviderName = reader.ProviderName;
        _reader = reader;
        StreamId = streamId;
        Batch = batch;
        Beat = beat;
        Progress = progress;
    }

    /// <summary>
    /// Tells Orleans that a stream has something at a place. It is never delivered: its token is the place before its records, where Orleans opens
    /// the cursor of a stream that it sees for the first time.
    /// </summary>
    public static IBatchContainer Notice(StreamId stream, KafkaRecordBatch batch, EventReader reader) =>
        new KafkaBatchContainer(stream, batch, NoticeBeat, reader);

    [Id(0)]
    public StreamId StreamId { get; }

    /// <summary>What is to be delivered. It changes between attempts only.</summary>
    [Id(1)]
    public KafkaRecordBatch Batch { get; set; }

    /// <summary>1 for records; counts up over empty batches at the same offset.</summary>
    [Id(2)]
    public int Beat { get; }

    /// <summary>The stream provider.</summary>
    [Id(3)]
    public string ProviderName { get; }

    /// <summary>What the agent's side knows of failures; null on the consumer's side when that is another process.</summary>
    [field: NonSerialized]
    public DeliveryProgress? Progress { get; }

    /// <summary>Whether it was sent to the consumer and the consumer has not taken it. Orleans does not always tell the cursor of a failure.</summary>
    [field: NonSerialized]
    public bool IsOwed { get; set; }

    /// <summary>Whether the consumer wants another place instead: Orleans replaces the cursor.</summary>
    [field: NonSerialized]
    public bool IsRefused { get; set; }

    /// <summary>The record that the consumer was given last, when it takes them one by one and has not taken all.</summary>
    public long? Reached => Interlocked.Read(ref _behindReached) is > 0 and var behind ? behind - 1 : null;

    public StreamSequenceToken SequenceToken =>
        Beat == NoticeBeat ? KafkaPosition.ExplicitStart(Batch.From) : KafkaPosition.After(Batch.NextOffset - 1, Beat);

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        Interlocked.Exchange(ref _behindReached, 0);
        var batch = Batch;
        return typeof(T) == typeof(KafkaRecordBatch) ? Whole<T>(batch) : OneByOne<T>(batch);
    }

    public bool ImportRequestContext() => Reader.ImportRequestContext(Batch);

    /// <summary>Says what events are read with.</summary>
    public void Attach(EventReader reader) => _reader = reader;

    private EventReader Reader => _reader ?? throw new InvalidOperationException($"The container of provider '{ProviderName}' was not attached.");

    private IEnumerable<Tuple<T, StreamSequenceToken>> Whole<T>(KafkaRecordBatch batch)
    {
        if (batch.Count > 0 || Beat > 1)
        {
            yield return Tuple.Create((T)(object)batch, SequenceToken);
        }
    }

    private IEnumerable<Tuple<T, StreamSequenceToken>> OneByOne<T>(KafkaRecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            Interlocked.Exchange(ref _behindReached, batch.OffsetAt(i) + 1);
            yield return Tuple.Create(Reader.Read<T>(batch, i)!, KafkaPosition.After(batch.OffsetAt(i)));
        }

        Interlocked.Exchange(ref _behindReached, 0);
    }
}
