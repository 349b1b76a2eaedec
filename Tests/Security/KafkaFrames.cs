using System.Buffers.Binary;
using System.Text;

namespace FederatedOrleans.Tests.Security;

/// <summary>The few places of Kafka's protocol that a proxy has to read or to change (https://kafka.apache.org/protocol).</summary>
internal static class KafkaFrames
{
    public const short SaslHandshake = 17;
    public const short ApiVersions = 18;
    public const short SaslAuthenticate = 36;

    private const short Unauthorized = 58;
    private const short FirstFlexibleApiVersions = 3;
    private static readonly byte[] Loopback = "127.0.0.1"u8.ToArray();

    /// <summary>Reads a frame, or null at the end of the stream.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var size = new byte[4];
        if (await stream.ReadAtLeastAsync(size, 4, throwOnEndOfStream: false, cancellationToken) < 4)
        {
            return null;
        }

        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        return await stream.ReadAtLeastAsync(frame, frame.Length, throwOnEndOfStream: false, cancellationToken) == frame.Length ? frame : null;
    }

    /// <summary>Writes a frame.</summary>
    public static async Task WriteAsync(Stream stream, byte[] frame, CancellationToken cancellationToken)
    {
        var bytes = new byte[4 + frame.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, frame.Length);
        frame.CopyTo(bytes, 4);
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>What a request asks for.</summary>
    public static (short Api, short Version, int Correlation) HeaderOf(byte[] request) => (
        BinaryPrimitives.ReadInt16BigEndian(request),
        BinaryPrimitives.ReadInt16BigEndian(request.AsSpan(2)),
        BinaryPrimitives.ReadInt32BigEndian(request.AsSpan(4)));

    /// <summary>Makes clients come back through the proxy: a broker is an address and a port, in every version of every answer.</summary>
    public static void Redirect(byte[] response, int from, int to)
    {
        for (var at = 0; (at = Find(response, at)) >= 0;)
        {
            at += Loopback.Length;
            if (response.Length >= at + 4 && BinaryPrimitives.ReadInt32BigEndian(response.AsSpan(at)) == from)
            {
                BinaryPrimitives.WriteInt32BigEndian(response.AsSpan(at), to);
            }
        }
    }

    /// <summary>Adds the two requests of SASL to what a broker says that it knows.</summary>
    public static byte[] AddSasl(byte[] response, short version)
    {
        const int Error = 4;
        const int Count = 6;
        if (BinaryPrimitives.ReadInt16BigEndian(response.AsSpan(Error)) != 0)
        {
            // It does not know this version of the question: the client asks in an older one.
            return response;
        }

        var isFlexible = version >= FirstFlexibleApiVersions;
        int known;
        int entries;
        if (isFlexible)
        {
            // A compact array's length plus one, as a varint; a broker knows fewer than 126.
            (known, entries) = (response[Count] - 1, Count + 1);
            Assert.InRange(known, 1, 124);
        }
        else
        {
            (known, entries) = (BinaryPrimitives.ReadInt32BigEndian(response.AsSpan(Count)), Count + 4);
        }

        var end = entries + (known * (isFlexible ? 7 : 6));
        byte[] changed = [.. response[..end], .. Entry(SaslHandshake, 0, 1, isFlexible), .. Entry(SaslAuthenticate, 0, 0, isFlexible), .. response[end..]];
        if (isFlexible)
        {
            changed[Count] += 2;
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(Count), known + 2);
        }

        return changed;
    }

    /// <summary>The answer to a handshake: PLAIN.</summary>
    public static byte[] AnswerHandshake(int correlation) => [.. Int32(correlation), .. Int16(0), .. Int32(1), .. String("PLAIN")];

    /// <summary>The name and the password of an authentication with PLAIN (RFC 4616).</summary>
    public static (string User, string Password) CredentialsOf(byte[] request)
    {
        var clientId = BinaryPrimitives.ReadInt16BigEndian(request.AsSpan(8));
        var at = 10 + Math.Max((short)0, clientId);
        var token = Encoding.UTF8.GetString(request.AsSpan(at + 4, BinaryPrimitives.ReadInt32BigEndian(request.AsSpan(at)))).Split('\0');
        return (token[1], token[2]);
    }

    /// <summary>The answer to an authentication.</summary>
    public static byte[] AnswerAuthentication(int correlation, bool isRight) =>
        [.. Int32(correlation), .. Int16(isRight ? (short)0 : Unauthorized), .. isRight ? Int16(-1) : String("Authentication failed: unknown user or wrong password"), .. Int32(0)];

    private static int Find(byte[] response, int from) => response.AsSpan(from).IndexOf(Loopback) is >= 0 and var found ? from + found : -1;

    private static byte[] Entry(short api, short low, short high, bool isFlexible) => [.. Int16(api), .. Int16(low), .. Int16(high), .. isFlexible ? new byte[1] : []];

    private static byte[] String(string text) => [.. Int16((short)text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Int16(short value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
