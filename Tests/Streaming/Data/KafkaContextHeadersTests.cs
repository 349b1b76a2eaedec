using System.Diagnostics;
using System.Text;
using CsCheck;
using FederatedOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Data;

[Trait("Category", "Unit")]
public sealed class KafkaContextHeadersTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string State = "vendor=1";

    private static readonly Gen<object> Values = Gen.OneOf(
        Gen.String.Select(value => (object)value),
        Gen.Bool.Select(value => (object)value),
        Gen.Char.Select(value => (object)value),
        Gen.Byte.Select(value => (object)value),
        Gen.SByte.Select(value => (object)value),
        Gen.Short.Select(value => (object)value),
        Gen.UShort.Select(value => (object)value),
        Gen.Int.Select(value => (object)value),
        Gen.UInt.Select(value => (object)value),
        Gen.Long.Select(value => (object)value),
        Gen.ULong.Select(value => (object)value),
        Gen.Float.Select(value => (object)value),
        Gen.Double.Select(value => (object)value),
        Gen.Decimal.Select(value => (object)value),
        Gen.Guid.Select(value => (object)value),
        Gen.DateTime.Select(value => (object)value),
        Gen.DateTimeOffset.Select(value => (object)value),
        Gen.DateOnly.Select(value => (object)value),
        Gen.TimeOnly.Select(value => (object)value),
        Gen.TimeSpan.Select(value => (object)value));

    private readonly ListLogger<KafkaContextHeaders> _log = new();
    private readonly KafkaContextHeaders _headers;

    public KafkaContextHeadersTests() => _headers = new(new RequestContextFormat(DataAdapters.Services), _log);

    [Fact]
    public void Read_ContextThatWasWritten_IsEqualInOneHeaderWithoutClrNames() => Gen.Dictionary(Gen.String[1, 20], Values)[0, 8].Sample(values =>
    {
        Dictionary<string, object> context = new(values.Where(pair => !pair.Key.StartsWith('#')));

        var written = _headers.Write(context, activity: null);

        Assert.Equal(context.Count == 0 ? [] : ["orleans-request-context"], written.Select(header => header.Key));
        Assert.Equal(context.Count == 0 ? null : context, Read(written));
    });

    [Fact]
    public void Write_ManyTypes_NamesNone()
    {
        var written = _headers.Write(new() { ["a"] = Guid.Empty, ["b"] = DateTimeOffset.UnixEpoch, ["c"] = new TimeOnly(1, 2), ["d"] = 1.5m, ["e"] = true }, null);

        var text = Encoding.Latin1.GetString(Assert.Single(written).Value!);
        Assert.DoesNotContain("System", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Guid", text, StringComparison.Ordinal);
        Assert.True(text.Length < 100, $"{text.Length} bytes");
    }

    [Fact]
    public void Write_WithoutAnything_GivesNoHeader()
    {
        Assert.Empty(_headers.Write(null, null));
        Assert.Empty(_headers.Write([], null));
        Assert.Null(_headers.Read(default));
        Assert.Null(Read([new("content-type", "application/json"u8.ToArray())]));
    }

    [Fact]
    public void Write_ValueOfAnotherType_IsLeftOutAndLoggedOncePerKey()
    {
        Dictionary<string, object> context = new() { ["tenant"] = "t1", ["user"] = new Version(1, 0), ["roles"] = new List<string>(), ["none"] = null! };

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(new Dictionary<string, object> { ["tenant"] = "t1" }, Read(_headers.Write(context, null)));
        }

        Assert.Equal(2, _log.Entries.Count);
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("user", StringComparison.Ordinal) && entry.Message.Contains("System.Version", StringComparison.Ordinal));
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("roles", StringComparison.Ordinal));
        Assert.All(_log.Entries, entry => Assert.Equal(LogLevel.Warning, entry.Level));
    }

    [Fact]
    public void Write_KeysOfOrleans_StayAtHome()
    {
        using var section = RequestContext.AllowCallChainReentrancy();
        var reentrancy = Assert.Single(RequestContext.Entries);
        Dictionary<string, object> context = new() { [reentrancy.Key] = reentrancy.Value, ["#ORL_TC"] = "t", ["Ping"] = true, ["mine"] = 1 };

        Assert.Equal(new Dictionary<string, object> { ["mine"] = 1 }, Read(_headers.Write(context, null)));
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void Read_KeysOfOrleansFromElsewhere_AreDropped()
    {
        RequestContextFormat format = new(DataAdapters.Services);

        Assert.Null(Read([Header("orleans-request-context", format.Write(new() { ["#CCR"] = Guid.NewGuid(), ["Ping"] = true }))]));
        Assert.Equal(
            new Dictionary<string, object> { ["mine"] = 1 },
            Read([Header("orleans-request-context", format.Write(new() { ["#CCR"] = Guid.NewGuid(), ["mine"] = 1 }))]));
    }

    [Fact]
    public void Write_CurrentActivity_IsTheTraceContext()
    {
        using Activity activity = new("produce");
        activity.SetIdFormat(ActivityIdFormat.W3C);
        activity.TraceStateString = State;
        activity.Start();

        var written = _headers.Write(new() { ["traceparent"] = Parent, ["tracestate"] = "older=1" }, activity);

        Assert.Equal([("traceparent", activity.Id), ("tracestate", State)], Text(written));
        Assert.Equal(new Dictionary<string, object> { ["traceparent"] = activity.Id!, ["tracestate"] = State }, Read(written));
    }

    [Fact]
    public void Write_WithoutActivity_PassesTheTraceContextOn() => Assert.Equal(
        [("traceparent", Parent), ("tracestate", State)], Text(_headers.Write(new() { ["traceparent"] = Parent, ["tracestate"] = State }, null)));

    [Theory]
    [InlineData("")]
    [InlineData("00-xyz")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public void Write_TraceContextThatIsNone_IsLeftOut(string parent) => Assert.Empty(_headers.Write(new() { ["traceparent"] = parent }, null));

    [Fact]
    public void Read_Malformed_IsIgnoredAndLoggedOnce()
    {
        var services = DataAdapters.Services.GetRequiredService<Serializer>();
        byte[][] malformed =
        [
            [], [0xff], "{}"u8.ToArray(),
            services.SerializeToArray(new Dictionary<string, object> { ["a"] = new Circle(1) }),
            services.SerializeToArray(new Dictionary<string, object> { ["a"] = new byte[3] }),
            services.SerializeToArray(new Dictionary<string, object> { ["a"] = new List<int>() }),
            services.SerializeToArray<Dictionary<string, object>>(null!),
            services.SerializeToArray(new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }),
            services.SerializeToArray(1),
            Deep(),
        ];
        foreach (var written in malformed)
        {
            Assert.Equal(
                new Dictionary<string, object> { ["traceparent"] = Parent },
                Read([Header("orleans-request-context", written), Header("traceparent", Encoding.UTF8.GetBytes(Parent))]));
        }

        Assert.Null(Read([Header("traceparent", [0xff, 0xfe])]));
        Assert.Null(Read([Header("traceparent", "00-1-2-3"u8.ToArray())]));
        Assert.Null(Read([Header("traceparent", Encoding.UTF8.GetBytes(Parent)), Header("traceparent", "none"u8.ToArray())]));
        Assert.Equal(152, Assert.Single(_log.Entries).Id.Id);
    }

    [Fact]
    public void Read_AnyBytes_NeverFails() => Gen.Byte.Array[0, 80].Sample(bytes =>
    {
        var context = Read([Header("orleans-request-context", bytes)]);
        Assert.True(context is null || context.Values.All(RequestContextFormat.CanWrite));
    });

    [Fact]
    public void Read_HeaderWithoutValue_IsAbsent() => Assert.Null(Read([new("orleans-request-context", null), new("traceparent", null)]));

    private static byte[] Deep()
    {
        var bytes = new byte[100_000];
        Array.Fill(bytes, (byte)0x21);
        return bytes;
    }

    private static KeyValuePair<string, byte[]?> Header(string name, byte[] value) => new(name, value);

    private static IEnumerable<(string Name, string? Value)> Text(IReadOnlyList<KeyValuePair<string, byte[]?>> headers) =>
        headers.Select(header => (header.Key, (string?)Encoding.UTF8.GetString(header.Value!)));

    private Dictionary<string, object>? Read(IReadOnlyList<KeyValuePair<string, byte[]?>> headers) => _headers.Read(new KafkaHeaders(DataAdapters.Pack(headers)));
}
