using Confluent.Kafka;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>A part of a partition's log.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="From">The first offset.</param>
/// <param name="To">The first offset that is not wanted; at most the end offset.</param>
internal readonly record struct PartitionRange(TopicPartition Partition, long From, long To);
