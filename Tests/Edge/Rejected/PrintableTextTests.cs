using FederatedOrleans.Edge.Rejected;

namespace FederatedOrleans.Tests.Edge.Rejected;

[Trait("Category", "Unit")]
public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("plain, Grüße, 読み", "plain, Grüße, 読み")]
    [InlineData("a\tb\r\nc", @"a\tb\r\nc")]
    [InlineData("\u001b[31mred\u0007", @"\u001b[31mred\u0007")]
    [InlineData("\u0085\u2028\u202e", @"\u0085\u2028\u202e")]
    [InlineData("\U000e0001", @"\U000e0001")]
    [InlineData("", "")]
    public void Of_Text_IsOneLineThatNoTerminalObeys(string text, string expected) => Assert.Equal(expected, PrintableText.Of(text, 100));

    [Fact]
    public void Of_BytesThatAreNoText_AreShownAsBytes() =>
        Assert.Equal(@"a\xff\xc3b\xe2\x82", PrintableText.Of([(byte)'a', 0xff, 0xc3, (byte)'b', 0xe2, 0x82], 100));

    [Theory]
    [InlineData("12345", "12345")]
    [InlineData("123456", "12345…")]
    [InlineData("1234\t", "1234…")]
    public void Of_LongText_IsCutBetweenCharacters(string text, string expected) => Assert.Equal(expected, PrintableText.Of(text, 5));
}
