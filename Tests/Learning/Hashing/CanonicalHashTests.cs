using System.Security.Cryptography;
using FederatedOrleans.Learning.Hashing;

namespace FederatedOrleans.Tests.Learning.Hashing;

[Trait("Category", "Unit")]
public sealed class CanonicalHashTests
{
    [Fact]
    public void ToHex_NumbersAndText_IsTheHashOfTheirLittleEndianBytes()
    {
        byte[] bytes =
        [
            0x01, 0, 0, 0, 0, 0, 0, 0, // 1
            0, 0, 0, 0, 0, 0, 0xe0, 0xbf, // -0.5
            0x03, 0, 0, 0, 0, 0, 0, 0, (byte)'a', 0xc3, 0xa4, // "aä"
        ];
        using var hash = new CanonicalHash();

        var hex = hash.Add(1L).Add(-0.5).Add("aä").ToHex();

        Assert.Equal("956eaa3777552002fed17ef694575ef2664c8a0241ad4ac56b16616e9621d498", hex);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), hex);
    }

    [Fact]
    public void ToHex_Nothing_IsTheHashOfNoBytes() =>
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hash(_ => { }));

    [Fact]
    public void ToHex_Twice_BeginsAnew()
    {
        using var hash = new CanonicalHash();
        var first = hash.Add(1L).ToHex();

        Assert.Equal(first, hash.Add(1L).ToHex());
    }

    [Fact]
    public void Add_NegativeZero_IsZero()
    {
        Assert.Equal(Hash(hash => hash.Add(0.0)), Hash(hash => hash.Add(-0.0)));
        Assert.Equal(Hash(hash => hash.Add([0.0, 1.0])), Hash(hash => hash.Add([-0.0, 1.0])));
        Assert.NotEqual(Hash(hash => hash.Add(0.0)), Hash(hash => hash.Add(double.Epsilon)));
    }

    [Fact]
    public void Add_OtherOrder_IsAnotherHash()
    {
        Assert.NotEqual(Hash(hash => hash.Add(1L).Add(2L)), Hash(hash => hash.Add(2L).Add(1L)));
        Assert.NotEqual(Hash(hash => hash.Add([1.0, 2.0])), Hash(hash => hash.Add([2.0, 1.0])));
        Assert.NotEqual(Hash(hash => hash.Add("a").Add("b")), Hash(hash => hash.Add("b").Add("a")));
    }

    [Fact]
    public void Add_Sequence_BeginsWithItsLength()
    {
        Assert.Equal(Hash(hash => hash.Add(2L).Add(7L).Add(-8L)), Hash(hash => hash.Add([7L, -8L])));
        Assert.Equal(Hash(hash => hash.Add(2L).Add(0.5).Add(-8.0)), Hash(hash => hash.Add([0.5, -8.0])));
        Assert.NotEqual(Hash(hash => hash.Add([1.0]).Add(Array.Empty<double>())), Hash(hash => hash.Add(Array.Empty<double>()).Add([1.0])));
        Assert.NotEqual(Hash(hash => hash.Add("ab").Add("c")), Hash(hash => hash.Add("a").Add("bc")));
    }

    [Fact]
    public void Add_NullText_Throws() => Assert.Throws<ArgumentNullException>(() => Hash(hash => hash.Add((string)null!)));

    private static string Hash(Action<CanonicalHash> add)
    {
        using var hash = new CanonicalHash();
        add(hash);
        return hash.ToHex();
    }
}
