using Confluent.Kafka;

namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>Takes the records that are sent again.</summary>
internal interface IRedriveSink
{
    /// <summary>Takes a record. Calls follow one another without waiting, and their order is kept within a partition.</summary>
    /// <param name="target">Where the record goes.</param>
    /// <param name="record">The record.</param>
    /// <returns>A task that ends when the record is stored, or fails with a <see cref="KafkaException"/>.</returns>
    Task SendAsync(TopicPartition target, RejectedRecord record);
}
