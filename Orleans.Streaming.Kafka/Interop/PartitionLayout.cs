using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka.Interop;

/// <summary>librdkafka's <c>rd_kafka_topic_partition_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PartitionLayout
{
    public nint Topic;
    public int Partition;
    public long Offset;
    public nint Metadata;
    public nuint MetadataBytes;
    public nint Opaque;
    public int Error;
    public nint Private;
}
