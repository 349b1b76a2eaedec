namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>
/// How many messages to take from librdkafka at once, so that they fill about one batch: what is taken has to be kept, and records may be large.
/// It goes by the largest of the records seen lately. Used by one thread.
/// </summary>
internal sealed class TakeSize
{
    /// <summary>A size that was seen loses so much of itself with every record after it.</summary>
    private const int DecayDivisor = 64;

    /// <summary>How many are taken while nothing is known.</summary>
    private const int First = 16;

    private int _recordBytes;

    /// <summary>How many to take.</summary>
    /// <param name="batchBytes">The size of a batch.</param>
    /// <param name="capacity">The most that can be taken.</param>
    public int Next(int batchBytes, int capacity) => Math.Clamp(_recordBytes == 0 ? First : batchBytes / _recordBytes, 1, capacity);

    /// <summary>Notes the size of a record.</summary>
    public void See(int bytes) => _recordBytes = Math.Max(Math.Max(bytes, 1), _recordBytes - (_recordBytes / DecayDivisor));
}
