using Orleans.Serialization.Buffers;
using Orleans.Serialization.WireProtocol;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>
/// Bounds how deeply a value in Orleans' wire format is nested. Orleans reads it by recursion without a bound, and a process does not survive
/// an exhausted stack: a record of a few hundred kilobytes could end every silo that reads it.
/// </summary>
internal static class WireDepth
{
    /// <summary>How many levels are allowed.</summary>
    public const int Max = 256;

    /// <summary>Walks over the first value without recursion.</summary>
    /// <exception cref="NotSupportedException">It is nested too deeply.</exception>
    public static void Require(ReadOnlySpan<byte> data)
    {
        // No type is resolved, so no session is needed.
        var reader = Reader.Create(data, null!);
        var depth = 0;
        do
        {
            Tag tag = new(reader.ReadByte());
            if (tag.HasExtendedWireType)
            {
                depth -= tag.ExtendedWireType == ExtendedWireType.EndTagDelimited ? 1 : 0;
                continue;
            }

            SkipHeader(ref reader, tag);
            depth += SkipContent(ref reader, tag.WireType);
            if (depth > Max)
            {
                throw new NotSupportedException($"it is nested more than {Max} levels deep.");
            }
        }
        while (depth > 0);
    }

    private static void SkipHeader(ref Reader<SpanReaderInput> reader, Tag tag)
    {
        if (tag.HasExtendedFieldId)
        {
            reader.ReadVarUInt32();
        }

        switch (tag.SchemaType)
        {
            case SchemaType.WellKnown or SchemaType.Referenced:
                reader.ReadVarUInt32();
                break;
            case SchemaType.Encoded:
                // A version and a hash come before the name.
                reader.Skip(1 + sizeof(int));
                reader.Skip(reader.ReadVarUInt32());
                break;
        }
    }

    private static int SkipContent(ref Reader<SpanReaderInput> reader, WireType type)
    {
        switch (type)
        {
            case WireType.TagDelimited:
                return 1;
            case WireType.LengthPrefixed:
                reader.Skip(reader.ReadVarUInt32());
                break;
            case WireType.Fixed32:
                reader.Skip(sizeof(uint));
                break;
            case WireType.Fixed64:
                reader.Skip(sizeof(ulong));
                break;
            case WireType.Reference:
                reader.ReadVarUInt32();
                break;
            case WireType.VarInt:
                reader.ReadVarUInt64();
                break;
            default:
                throw new NotSupportedException($"it has a field of the unknown wire type {(uint)type}.");
        }

        return 0;
    }
}
