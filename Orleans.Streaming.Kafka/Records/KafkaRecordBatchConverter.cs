namespace Orleans.Streaming.Kafka.Records;

/// <summary>Turns batches into what travels between processes, and back.</summary>
[RegisterConverter]
internal sealed class KafkaRecordBatchConverter : IConverter<KafkaRecordBatch, KafkaRecordBatchSurrogate>
{
    public KafkaRecordBatch ConvertFromSurrogate(in KafkaRecordBatchSurrogate surrogate)
    {
        var buffer = new RecordBuffer(surrogate.Data, surrogate.Offsets, surrogate.Timestamps, surrogate.Ends, surrogate.HeaderEnds);
        return new(
            surrogate.Topic, surrogate.Partition, surrogate.From, surrogate.NextOffset, surrogate.LogStart, surrogate.EndOffset, buffer, 0, surrogate.Offsets.Length);
    }

    public KafkaRecordBatchSurrogate ConvertToSurrogate(in KafkaRecordBatch value)
    {
        var own = value.Copy();
        return new()
        {
            Topic = own.Topic,
            Partition = own.Partition,
            From = own.From,
            NextOffset = own.NextOffset,
            LogStart = own.LogStart,
            EndOffset = own.EndOffset,
            Data = own.Buffer.Data,
            Offsets = own.Buffer.Offsets,
            Timestamps = own.Buffer.Timestamps,
            Ends = own.Buffer.Ends,
            HeaderEnds = own.Buffer.HeaderEnds,
        };
    }
}
