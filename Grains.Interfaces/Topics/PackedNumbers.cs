using System.Buffers.Binary;

namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>Numbers as bytes, as they stand on the topics: little-endian, one after the other.</summary>
public static class PackedNumbers
{
    private const int SumBytes = 16;

    /// <summary>Packs numbers as binary32.</summary>
    /// <param name="numbers">The numbers; each is rounded to the nearest.</param>
    public static byte[] FromSingles(ReadOnlySpan<double> numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(float)];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), (float)numbers[i]);
        }

        return bytes;
    }

    /// <summary>Unpacks binary32 numbers.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The numbers; null when the bytes are no whole number of them.</returns>
    public static double[]? ToSingles(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % sizeof(float) != 0)
        {
            return null;
        }

        var numbers = new double[bytes.Length / sizeof(float)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return numbers;
    }

    /// <summary>Packs integers of 16 bytes.</summary>
    /// <param name="sums">The integers.</param>
    public static byte[] FromSums(ReadOnlySpan<Int128> sums)
    {
        var bytes = new byte[sums.Length * SumBytes];
        for (var i = 0; i < sums.Length; i++)
        {
            BinaryPrimitives.WriteInt128LittleEndian(bytes.AsSpan(i * SumBytes), sums[i]);
        }

        return bytes;
    }

    /// <summary>Unpacks integers of 16 bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The integers; null when the bytes are no whole number of them.</returns>
    public static Int128[]? ToSums(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % SumBytes != 0)
        {
            return null;
        }

        var sums = new Int128[bytes.Length / SumBytes];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = BinaryPrimitives.ReadInt128LittleEndian(bytes[(i * SumBytes)..]);
        }

        return sums;
    }
}
