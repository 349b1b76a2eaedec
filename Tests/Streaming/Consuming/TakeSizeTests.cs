using Orleans.Streaming.Kafka.Consuming;

namespace FederatedOrleans.Tests.Streaming.Consuming;

[Trait("Category", "Unit")]
public sealed class TakeSizeTests
{
    private const int BatchBytes = 48 << 10;
    private const int Capacity = 1000;

    [Fact]
    public void Next_NothingKnown_IsSmall() => Assert.InRange(new TakeSize().Next(BatchBytes, Capacity), 1, 50);

    [Theory]
    [InlineData(0, Capacity)]
    [InlineData(55, 893)]
    [InlineData(1_000, 49)]
    [InlineData(1_000_000, 1)]
    public void Next_RecordsOfOneSize_FillABatch(int bytes, int expected) => Assert.Equal(expected, After(bytes, 100).Next(BatchBytes, Capacity));

    [Fact]
    public void Next_OneLargeRecord_IsRememberedAndFades()
    {
        var size = After(50, 100);
        size.See(40_000);

        var at = size.Next(BatchBytes, Capacity);
        for (var i = 0; i < 100; i++)
        {
            size.See(50);
        }

        Assert.Equal(1, at);
        Assert.InRange(size.Next(BatchBytes, Capacity), 2, 10);
    }

    private static TakeSize After(int bytes, int count)
    {
        TakeSize size = new();
        for (var i = 0; i < count; i++)
        {
            size.See(bytes);
        }

        return size;
    }
}
