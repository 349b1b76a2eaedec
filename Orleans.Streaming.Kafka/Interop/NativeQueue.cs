namespace Orleans.Streaming.Kafka.Interop;

/// <summary>A queue of a <see cref="NativeConsumer"/>.</summary>
internal sealed unsafe class NativeQueue(nint handle) : IDisposable
{
    private nint _handle = handle;

    public nint Handle => _handle;

    /// <summary>
    /// Takes a partition's queue out of the main one. librdkafka may put it back when it begins to fetch; the order of records holds all the
    /// same, as long as the main queue is read before this one.
    /// </summary>
    public void Separate() => LibRdKafka.Forward(_handle, 0);

    /// <summary>Takes what is there, at most as much as there is room for. Each message must be destroyed.</summary>
    public int Take(Span<NativeMessage> messages)
    {
        fixed (NativeMessage* target = messages)
        {
            return (int)LibRdKafka.ConsumeBatch(_handle, timeoutMilliseconds: 0, (MessageLayout**)target, (nuint)messages.Length);
        }
    }

    public void Dispose()
    {
        if (_handle != 0)
        {
            LibRdKafka.EnableCallback(_handle, null, 0);
            LibRdKafka.DestroyQueue(_handle);
            _handle = 0;
        }
    }
}
