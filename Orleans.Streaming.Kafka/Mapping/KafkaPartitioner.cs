using System.Buffers.Binary;

namespace Orleans.Streaming.Kafka.Mapping;

/// <summary>The partition that Kafka's Java clients, and librdkafka's <c>murmur2</c>, choose for a key.</summary>
public static class KafkaPartitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint Mixer = 0x5bd1e995;

    /// <summary>The partition of a key.</summary>
    /// <param name="key">The message key, not empty.</param>
    /// <param name="partitionCount">Number of partitions, 1 or more.</param>
    /// <returns>0 to <paramref name="partitionCount"/> - 1.</returns>
    public static int GetPartition(ReadOnlySpan<byte> key, int partitionCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitionCount);
        return (int)(Murmur2(key) & int.MaxValue) % partitionCount;
    }

    /// <summary>MurmurHash2, 32 bit (Austin Appleby), with Kafka's seed.</summary>
    internal static uint Murmur2(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        while (data.Length >= sizeof(uint))
        {
            var block = BinaryPrimitives.ReadUInt32LittleEndian(data) * Mixer;
            block = (block ^ (block >> 24)) * Mixer;
            hash = (hash * Mixer) ^ block;
            data = data[sizeof(uint)..];
        }

        if (!data.IsEmpty)
        {
            var tail = 0u;
            for (var i = data.Length - 1; i >= 0; i--)
            {
                tail = (tail << 8) | data[i];
            }

            hash = (hash ^ tail) * Mixer;
        }

        hash = (hash ^ (hash >> 13)) * Mixer;
        return hash ^ (hash >> 15);
    }
}
