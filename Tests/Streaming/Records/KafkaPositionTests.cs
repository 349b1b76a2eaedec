using CsCheck;
using Orleans.Providers.Streams.Common;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Records;

[Trait("Category", "Unit")]
public sealed class KafkaPositionTests
{
    private static readonly Gen<long> Offsets = Gen.OneOf(Gen.Const(0L), Gen.Long[0, 1_000], Gen.Long[0, long.MaxValue - 1]);

    [Fact]
    public void NextOffset_OfAStart_IsTheOffset() => Offsets.Sample(offset =>
        KafkaPosition.NextOffset(KafkaPosition.ImplicitStart(offset)) == offset
        && KafkaPosition.NextOffset(KafkaPosition.ExplicitStart(offset)) == offset);

    [Fact]
    public void NextOffset_OfAPlaceBehindAnOffset_IsTheNext() => Gen.Select(Offsets, Gen.Int[1, 1_000]).Sample((offset, beat) =>
        KafkaPosition.NextOffset(KafkaPosition.After(offset, beat)) == offset + 1);

    [Fact]
    public void Tokens_AroundOffsets_AreInOrder() => Gen.Select(Offsets, Gen.Int[1, 1_000]).Sample((offset, beat) =>
    {
        StreamSequenceToken[] places =
        [
            KafkaPosition.ExplicitStart(offset),
            KafkaPosition.After(offset, beat),
            KafkaPosition.After(offset, beat + 1),
            KafkaPosition.ExplicitStart(offset + 1),
            KafkaPosition.After(offset + 1),
        ];

        Assert.Equal(places, places.Order());
        Assert.Equal(places.Length, places.Distinct().Count());
    });

    [Fact]
    public void ImplicitStart_LiesBehindWhatIsRead_AndBeforeWhatIsNot() => Offsets.Sample(offset =>
        KafkaPosition.ImplicitStart(offset).Equals(KafkaPosition.After(offset - 1)) && KafkaPosition.ImplicitStart(offset).Older(KafkaPosition.After(offset)));

    [Fact]
    public void Starts_BelowZero_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KafkaPosition.ImplicitStart(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => KafkaPosition.ExplicitStart(-1));
    }

    [Fact]
    public void NextOffset_OfAForeignToken_NamesIt()
    {
        var exception = Assert.Throws<ArgumentException>(() => KafkaPosition.NextOffset(new EventSequenceToken(77)));

        Assert.Contains("77", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeOf_ATime_IsThatTimeToTheMillisecond() => Gen.Long[0, 253402300799999].Sample(milliseconds =>
        KafkaPosition.TimeOf(KafkaPosition.AtTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))) == DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    [Fact]
    public void TimeOf_APlace_IsNull() => Offsets.Sample(offset =>
        KafkaPosition.TimeOf(KafkaPosition.ImplicitStart(offset)) is null
        && KafkaPosition.TimeOf(KafkaPosition.ExplicitStart(offset)) is null
        && KafkaPosition.TimeOf(KafkaPosition.After(offset, 5)) is null);

    [Fact]
    public void AtTime_LiesBeforeEveryPlace() => Gen.Select(Offsets, Gen.Long[0, 253402300799999]).Sample((offset, milliseconds) =>
        KafkaPosition.AtTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).Older(KafkaPosition.ImplicitStart(offset)));

    [Fact]
    public void AtTime_Before1970_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => KafkaPosition.AtTime(DateTimeOffset.UnixEpoch.AddMilliseconds(-1)));

    [Fact]
    public void NextOffset_OfATime_NamesTheToken() => Assert.Throws<ArgumentException>(() => KafkaPosition.NextOffset(KafkaPosition.AtTime(DateTimeOffset.UnixEpoch)));
}
