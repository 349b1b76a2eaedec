using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka.Interop;

/// <summary>librdkafka's <c>rd_kafka_message_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageLayout
{
    public int Error;
    public nint Topic;
    public int Partition;
    public byte* Value;
    public nuint ValueBytes;
    public byte* Key;
    public nuint KeyBytes;
    public long Offset;
    public nint Private;
}
