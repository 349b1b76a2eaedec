using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka.Interop;

/// <summary>A message that librdkafka handed out: a record, or an error of a partition. It must be given back with <see cref="Destroy"/>.</summary>
internal readonly unsafe struct NativeMessage
{
#pragma warning disable CS0649 // librdkafka writes it: an array of messages is an array of pointers.
    private readonly MessageLayout* _message;
#pragma warning restore CS0649

    /// <summary>The error's code, 0 for a record.</summary>
    public int Error => _message->Error;

    public string? Topic => _message->Topic == 0 ? null : Marshal.PtrToStringUTF8(LibRdKafka.TopicName(_message->Topic));

    public int Partition => _message->Partition;

    public long Offset => _message->Offset;

    public bool HasKey => _message->Key is not null;

    public bool HasValue => _message->Value is not null;

    public ReadOnlySpan<byte> Key => new(_message->Key, (int)_message->KeyBytes);

    public ReadOnlySpan<byte> Value => new(_message->Value, (int)_message->ValueBytes);

    /// <summary>Size of key and value, in bytes.</summary>
    public int Bytes => (int)(_message->KeyBytes + _message->ValueBytes);

    /// <summary>The Kafka timestamp, Unix milliseconds.</summary>
    public long Timestamp
    {
        get
        {
            int type;
            return LibRdKafka.Timestamp(_message, &type);
        }
    }

    /// <summary>The headers, or 0 when there are none.</summary>
    public nint Headers => LibRdKafka.Headers(_message, out var headers) == 0 ? headers : 0;

    /// <summary>A header by its number; false behind the last one.</summary>
    public static bool TryGetHeader(nint headers, int index, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool isNull)
    {
        if (LibRdKafka.Header(headers, (nuint)index, out var nameText, out var valueBytes, out var length) != 0)
        {
            name = value = default;
            isNull = true;
            return false;
        }

        name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(nameText);
        value = new(valueBytes, (int)length);
        isNull = valueBytes is null;
        return true;
    }

    public void Destroy() => LibRdKafka.DestroyMessage(_message);
}
