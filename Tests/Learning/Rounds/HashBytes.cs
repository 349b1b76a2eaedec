using System.Security.Cryptography;
using System.Text;

namespace FederatedOrleans.Tests.Learning.Rounds;

/// <summary>The canonical form written down a second time: what a hash is taken over.</summary>
internal sealed class HashBytes
{
    private readonly List<byte> _bytes = [];

    public HashBytes Number(long value)
    {
        Write(writer => writer.Write(value));
        return this;
    }

    public HashBytes Number(double value)
    {
        Write(writer => writer.Write(value));
        return this;
    }

    public HashBytes Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Number(bytes.LongLength);
        Write(writer => writer.Write(bytes));
        return this;
    }

    public string ToHex() => Convert.ToHexString(SHA256.HashData([.. _bytes])).ToLowerInvariant();

    private void Write(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        writer.Flush();
        _bytes.AddRange(stream.ToArray());
    }
}
