namespace Orleans.Streaming.Kafka.Interop;

/// <summary>librdkafka's <c>rd_kafka_type_t</c>.</summary>
internal enum ClientKind
{
    Producer = 0,
    Consumer = 1,
}
