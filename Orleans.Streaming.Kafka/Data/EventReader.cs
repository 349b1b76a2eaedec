using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>Reads events out of a provider's records, on the agent's silo as on the consumer's. A service keyed by the provider's name.</summary>
internal sealed class EventReader(string providerName, IKafkaDataAdapter adapter, KafkaContextHeaders contexts)
{
    /// <summary>The provider.</summary>
    public string ProviderName => providerName;

    /// <summary>The event in a record.</summary>
    /// <exception cref="PoisonRecordException">The record is no <typeparamref name="T"/>.</exception>
    public T? Read<T>(KafkaRecordBatch batch, int index) => adapter.Decode<T>(batch.Topic, batch.Partition, batch[index]);

    /// <summary>Takes over the request context of a batch's producer, which its records share.</summary>
    /// <returns>Whether there was one.</returns>
    public bool ImportRequestContext(KafkaRecordBatch batch)
    {
        if (batch.Count == 0 || contexts.Read(batch[0].Headers) is not { } context)
        {
            return false;
        }

        foreach (var (key, value) in context)
        {
            RequestContext.Set(key, value);
        }

        return true;
    }
}
