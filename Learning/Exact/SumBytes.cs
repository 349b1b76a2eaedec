using System.Buffers.Binary;

namespace FederatedOrleans.Learning.Exact;

/// <summary>The form of exact sums in messages: 16 bytes each, two's complement, little-endian.</summary>
public static class SumBytes
{
    /// <summary>How many bytes a sum takes.</summary>
    public const int Size = 16;

    /// <summary>The bytes of sums.</summary>
    /// <param name="sums">The sums.</param>
    public static byte[] Of(ReadOnlySpan<Int128> sums)
    {
        var bytes = new byte[checked(sums.Length * Size)];
        for (var i = 0; i < sums.Length; i++)
        {
            BinaryPrimitives.WriteInt128LittleEndian(bytes.AsSpan(i * Size), sums[i]);
        }

        return bytes;
    }

    /// <summary>Reads sums from their bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="sums">The sums, or null when the bytes are no whole number of sums.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Int128[]? sums)
    {
        if (bytes.Length % Size != 0)
        {
            sums = null;
            return false;
        }

        sums = new Int128[bytes.Length / Size];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = BinaryPrimitives.ReadInt128LittleEndian(bytes[(i * Size)..]);
        }

        return true;
    }
}
