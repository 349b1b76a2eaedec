using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Rounds;
using static FederatedOrleans.Tests.Edge.Verify.RecordedFederation;

namespace FederatedOrleans.Tests.Grains.Aggregation;

/// <summary>Messages with a matching hash that would still stop an aggregator, or bend its model, if it trusted them.</summary>
[Trait("Category", "Unit")]
public sealed class HostileUpdateTests
{
    [Theory]
    [InlineData(1_700_000_000_000_000)]
    [InlineData(9_223_372_036_854_775_000)]
    [InlineData(-9_223_372_036_854_775_000)]
    public void Read_WindowOutsideTheCalendar_IsMalformed(long start) => AssertMalformed(Update("default/0", start, 1));

    [Theory]
    [InlineData(1.7e308)]
    [InlineData(-1e103)]
    public void Read_WeightThatWouldOverflow_IsOutOfRange(double weight) => AssertVerdict(UpdateVerdict.Range, Update("default/0", 0, weight));

    [Fact]
    public void Read_AbsurdSamples_AreRejected() => AssertVerdict(UpdateVerdict.Samples, Update("default/0", 0, 1, long.MaxValue));

    [Theory]
    [InlineData(-5, 3)]
    [InlineData(3, 99)]
    public void Read_PresentValuesThatCannotBe_IsMalformed(long first, long second)
    {
        var update = Update("default/0", 0, 1, 3);
        var hash = UpdateHash.Compute(update.Participant, update.Model!, 0, update.WindowEnd!.Value, 3, [first, second], [1]);

        AssertMalformed(update with { Present = [first, second], Hash = hash });
    }

    [Fact]
    public void TryParse_NullParticipant_IsNoMessage()
    {
        var json = """{"federation":"default","participant":null,"kind":"progress","log":"x"}"""u8;

        Assert.False(FederationLogs.TryParse(json, out _));
        Assert.Null(TopicRecords.ReadUpdate(null, json.ToArray()));
    }

    [Fact]
    public void Read_KindThatIsNone_IsMalformed()
    {
        var json = """{"federation":"default","participant":"default/0","kind":7,"log":"x"}"""u8;

        Assert.True(FederationLogs.TryParse(json, out var message));
        AssertMalformed(message);
        Assert.Null(TopicRecords.ReadUpdate(null, json.ToArray()));
    }

    private static void AssertMalformed(UpdateMessage message) => AssertVerdict(UpdateVerdict.Malformed, message);

    private static void AssertVerdict(UpdateVerdict expected, UpdateMessage message) => Assert.Equal(expected, UpdatesLog.Open(1).Read(message, 0));
}
