using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FederatedOrleans.Learning.Hashing;

/// <summary>
/// SHA-256 over a canonical form: integers and binary64 in little-endian order with -0 written as 0, text as its UTF-8 length and bytes.
/// The same values give the same hash on every machine.
/// </summary>
public sealed class CanonicalHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Appends an integer.</summary>
    /// <param name="value">The value, 8 bytes.</param>
    /// <returns>This hash, for chaining.</returns>
    public CanonicalHash Add(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>Appends a number.</summary>
    /// <param name="value">The value, 8 bytes; -0 counts as 0.</param>
    /// <returns>This hash, for chaining.</returns>
    public CanonicalHash Add(double value) => Add(BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value));

    /// <summary>Appends the number of values, then the values.</summary>
    /// <param name="values">The values in order.</param>
    /// <returns>This hash, for chaining.</returns>
    public CanonicalHash Add(ReadOnlySpan<double> values)
    {
        Add((long)values.Length);
        foreach (var value in values)
        {
            Add(value);
        }

        return this;
    }

    /// <summary>Appends the number of values, then the values.</summary>
    /// <param name="values">The values in order.</param>
    /// <returns>This hash, for chaining.</returns>
    public CanonicalHash Add(ReadOnlySpan<long> values)
    {
        Add((long)values.Length);
        foreach (var value in values)
        {
            Add(value);
        }

        return this;
    }

    /// <summary>Appends the number of values, then the values as 16 bytes each, little-endian.</summary>
    /// <param name="values">The values in order.</param>
    /// <returns>This hash, for chaining.</returns>
    public CanonicalHash Add(ReadOnlySpan<Int128> values)
    {
        Add((long)values.Length);
        Span<byte> bytes = stackalloc byte[16];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt128LittleEndian(bytes, value);
            _hash.AppendData(bytes);
        }

        return this;
    }

    /// <summary>Appends a text as the length of its UTF-8 form and its bytes.</summary>
    /// <param name="text">The text.</param>
    /// <returns>This hash, for chaining.</returns>
    public CanonicalHash Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        Add((long)bytes.Length);
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>Ends the hash.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public string ToHex() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();
}
