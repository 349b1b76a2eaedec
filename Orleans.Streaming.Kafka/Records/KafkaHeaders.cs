using System.Buffers.Binary;

namespace Orleans.Streaming.Kafka.Records;

/// <summary>The headers of a record in their order, read in place. A name may come more than once.</summary>
/// <remarks>Packed as, per header: length of the name, the name, length of the value or -1, the value; lengths are little-endian int32.</remarks>
public readonly ref struct KafkaHeaders
{
    private readonly ReadOnlySpan<byte> _packed;

    internal KafkaHeaders(ReadOnlySpan<byte> packed) => _packed = packed;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _packed.IsEmpty;

    /// <summary>The packed form.</summary>
    internal ReadOnlySpan<byte> Packed => _packed;

    /// <summary>The last header of a name.</summary>
    /// <param name="name">The name, UTF-8.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether there is one that has a value.</returns>
    public bool TryGetLast(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var found = false;
        foreach (var header in this)
        {
            if (header.Name.SequenceEqual(name))
            {
                value = header.Value;
                found = !header.IsNull;
            }
        }

        return found;
    }

    /// <summary>Walks over the headers.</summary>
    public Enumerator GetEnumerator() => new(_packed);

    /// <summary>How many bytes a header takes in packed form.</summary>
    internal static int SizeOf(int nameLength, int valueLength) => (2 * sizeof(int)) + nameLength + valueLength;

    /// <summary>Packs one header and returns the bytes it took.</summary>
    internal static int Write(Span<byte> target, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNull)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, name.Length);
        name.CopyTo(target[sizeof(int)..]);
        target = target[(sizeof(int) + name.Length)..];
        BinaryPrimitives.WriteInt32LittleEndian(target, isNull ? -1 : value.Length);
        value.CopyTo(target[sizeof(int)..]);
        return SizeOf(name.Length, value.Length);
    }

    /// <summary>Walks over the headers of a record.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> packed) => _rest = packed;

        /// <summary>The header it stands at.</summary>
        public KafkaHeader Current { get; private set; }

        /// <summary>Goes to the next header; false behind the last one.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            var name = Take(BinaryPrimitives.ReadInt32LittleEndian(_rest));
            var length = BinaryPrimitives.ReadInt32LittleEndian(_rest);
            Current = new(name, Take(Math.Max(length, 0)), length < 0);
            return true;
        }

        private ReadOnlySpan<byte> Take(int length)
        {
            var taken = _rest.Slice(sizeof(int), length);
            _rest = _rest[(sizeof(int) + length)..];
            return taken;
        }
    }
}
