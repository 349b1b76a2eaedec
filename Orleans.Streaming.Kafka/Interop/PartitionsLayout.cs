using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka.Interop;

/// <summary>librdkafka's <c>rd_kafka_topic_partition_list_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PartitionsLayout
{
    public int Count;
    public int Capacity;
    public PartitionLayout* Elements;
}
