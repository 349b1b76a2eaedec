using System.Buffers.Binary;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>A strategy's memory in entries: little-endian binary64 numbers.</summary>
internal static class MemoryBytes
{
    /// <summary>The bytes of numbers.</summary>
    public static byte[] Of(ReadOnlySpan<double> numbers)
    {
        var bytes = new byte[checked(numbers.Length * sizeof(double))];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), numbers[i]);
        }

        return bytes;
    }

    /// <summary>The numbers in bytes; a rest that is none is left out.</summary>
    public static double[] Read(ReadOnlySpan<byte> bytes)
    {
        var numbers = new double[bytes.Length / sizeof(double)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * sizeof(double))..]);
        }

        return numbers;
    }
}
