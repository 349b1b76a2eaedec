using System.Globalization;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;

namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>Where a rejected record belongs, or why it can never be sent.</summary>
/// <param name="Place">Topic and partition; any partition where the key chooses it. Null for a record that can never be sent.</param>
/// <param name="Fault">Why it can never be sent; null for a record that can.</param>
internal readonly record struct RedriveTarget(TopicPartition? Place, string? Fault)
{
    /// <summary>Reads a record's target.</summary>
    /// <param name="record">The record.</param>
    /// <param name="byKey">Whether the key chooses the partition.</param>
    public static RedriveTarget Of(RejectedRecord record, bool byKey) => record switch
    {
        { Topic: null } => Never("it has no header 'topic'"),
        { Topic: { } topic } when !EmbeddedKafkaLimits.IsTopicName(topic) => Never("its header 'topic' names no topic"),
        { Partition: null } => Never("it has no header 'partition' with a number"),
        { Size: null } => Never("it has no header 'size' with a number, so its value may be cut"),
        { IsCut: true } => Never(string.Create(
            CultureInfo.InvariantCulture, $"its value was cut, {record.Value?.Length ?? 0} of {record.Size} bytes are there")),
        { Topic: { } topic, Partition: { } partition } => new(new(topic, byKey ? Partition.Any : new Partition(partition)), null),
    };

    /// <summary>The name of a partition in messages.</summary>
    public static string NameOf(TopicPartition place) => place.Partition == Partition.Any
        ? $"{place.Topic} [by key]"
        : string.Create(CultureInfo.InvariantCulture, $"{place.Topic} [{place.Partition.Value}]");

    /// <summary>The name of a record in messages.</summary>
    public static string NameOf(TopicPartitionOffset place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Topic} [{place.Partition.Value}] @ {place.Offset.Value}");

    private static RedriveTarget Never(string fault) => new(null, fault);
}
