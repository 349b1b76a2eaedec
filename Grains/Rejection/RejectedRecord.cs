using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Grains.Rejection;

/// <summary>A record that counts for nothing and is kept for an operator.</summary>
/// <param name="Offset">Where it stood in its partition.</param>
/// <param name="Reason">Why it was put aside, a short code.</param>
/// <param name="Key">Its key, as it was; null where it had none.</param>
/// <param name="Value">Its value, as it was; null for a tombstone.</param>
internal sealed record RejectedRecord(long Offset, string Reason, byte[]? Key, byte[]? Value)
{
    /// <summary>Keeps a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="reason">Why.</param>
    public static RejectedRecord Of(KafkaRecord record, string reason) =>
        new(record.Offset, reason, record.IsKeyAbsent ? null : record.Key.ToArray(), record.IsTombstone ? null : record.Value.ToArray());
}
