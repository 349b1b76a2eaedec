using CsCheck;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Records;

[Trait("Category", "Unit")]
public sealed class KafkaHeadersTests
{
    [Fact]
    public void Enumerate_AnyHeaders_GivesThemBackInOrder() =>
        TestLogs.Headers.Sample(headers => TestRecord.UnpackHeaders(Packed(headers)) == headers);

    [Fact]
    public void IsEmpty_WithoutAndWithHeaders_Tells()
    {
        Assert.True(new KafkaHeaders(default).IsEmpty);
        Assert.False(Packed("a=").IsEmpty);
    }

    [Theory]
    [InlineData("a=1", "1")]
    [InlineData("a=1;b=2;a=3", "3")]
    [InlineData("a=", "")]
    [InlineData("a;a=1", "1")]
    [InlineData("b=1;aa=2", null)]
    [InlineData("a", null)]
    [InlineData("a=1;a", null)]
    [InlineData("", null)]
    public void TryGetLast_OfAName_IsItsLastValue(string headers, string? expected)
    {
        var found = Packed(headers).TryGetLast("a"u8, out var value);

        Assert.Equal(expected, found ? System.Text.Encoding.UTF8.GetString(value) : null);
    }

    [Fact]
    public void Enumerate_NullAndEmptyValue_AreToldApart()
    {
        List<bool> nulls = [];
        foreach (var header in Packed("a;b="))
        {
            Assert.True(header.Value.IsEmpty);
            nulls.Add(header.IsNull);
        }

        Assert.Equal([true, false], nulls);
    }

    private static KafkaHeaders Packed(string headers) => new(TestRecord.PackHeaders(headers));
}
