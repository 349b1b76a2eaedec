using FederatedOrleans.Chaos.Fleet;
using FederatedOrleans.Chaos.Outcomes;
using FederatedOrleans.Chaos.Readings;

namespace FederatedOrleans.Tests.Chaos;

/// <summary>Every verdict fails when its promise is broken, and only then.</summary>
[Trait("Category", "Unit")]
public sealed class JudgeTests
{
    private static readonly ReadingLog Log = ReadingLog.Create(1, LogShape.Of(0.5));
    private static readonly Outcome Good = Create();

    [Fact]
    public void Judgements_OfARunLikeTheUndisturbedOne_AreAllKept() => Assert.All(new Judge(Log, Good).Judgements(Good), verdict => Assert.True(verdict.IsKept));

    [Fact]
    public void Judgements_RepeatedUpdates_AreKept() => Assert.Empty(Broken(Good with { Updates = [.. Good.Updates, .. Good.Updates] }));

    [Fact]
    public void Judgements_ReadingCountedTwice_SayWhere()
    {
        var first = Good.Readings[0];
        var broken = Broken(Good with { Readings = [first with { Counted = first.Counted + 1 }, .. Good.Readings.Skip(1)] });

        Assert.Equal("every reading accounted for once", Assert.Single(broken).Promise);
        Assert.Contains("partition 0", broken[0].Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Judgements_NodeMissing_AreBroken() => Assert.Equal(
        ["every reading accounted for once"], Promises(Good with { Readings = [.. Good.Readings.SkipLast(1)] }));

    [Fact]
    public void Judgements_BadReadingNotPutAside_AreBroken() => Assert.Equal(
        ["every bad reading put aside, no other"], Promises(Good with { PutAside = Good.PutAside.Skip(1).ToHashSet() }));

    [Fact]
    public void Judgements_GoodReadingPutAside_AreBroken() => Assert.Equal(
        ["every bad reading put aside, no other"], Promises(Good with { PutAside = Good.PutAside.Append(new(0, 1_000_000, "malformed")).ToHashSet() }));

    [Fact]
    public void Judgements_UpdateWithAnotherHash_AreBroken() => Assert.Equal(
        ["no update contradicts an earlier one"], Promises(Good with { Updates = [.. Good.Updates, Good.Updates[0] with { Hash = new('f', 64) }] }));

    [Fact]
    public void Judgements_UpdatesInConflict_AreBroken() => Assert.Equal(
        ["no update contradicts an earlier one"], Promises(Good with { RejectedUpdates = new Dictionary<string, int> { ["conflict"] = 1 } }));

    [Fact]
    public void Judgements_UpdateInTwoRounds_AreBroken() => Assert.Equal(
        ["every update contributed once"],
        Promises(Good with { Rounds = [Good.Rounds[0], Good.Rounds[1] with { Inputs = [.. Good.Rounds[1].Inputs, Good.Rounds[0].Inputs[0]] }] }));

    [Fact]
    public void Judgements_UpdateInNoRound_AreBroken() => Assert.Equal(
        ["every update contributed once"], Promises(Good with { Rounds = [Good.Rounds[0], Good.Rounds[1] with { Inputs = [] }] }));

    [Fact]
    public void Judgements_OtherHashOfAVersion_AreBroken() => Assert.Equal(
        ["the same rounds as undisturbed", "every version published as decided"],
        Promises(Good with { Rounds = [Good.Rounds[0], Good.Rounds[1] with { Hash = new('f', 64) }] }));

    [Fact]
    public void Judgements_RoundMissing_AreBroken() => Assert.Equal(
        ["every update contributed once", "the same rounds as undisturbed", "every version published as decided"], Promises(Good with { Rounds = [Good.Rounds[0]] }));

    [Fact]
    public void Judgements_VersionNotPublished_AreBroken() => Assert.Equal(
        ["every version published as decided"], Promises(Good with { Published = new Dictionary<long, string> { [1] = Good.Rounds[0].Hash } }));

    [Fact]
    public void Judgements_NothingAtAll_AreBroken() => Assert.Contains(
        "the same rounds as undisturbed", new Judge(Log, Good with { Rounds = [] }).Judgements(Good with { Rounds = [] }).Where(verdict => !verdict.IsKept).Select(verdict => verdict.Promise));

    [Theory]
    [InlineData(SiloRequest.Kill, 137, 0.1, 0)]
    [InlineData(SiloRequest.Terminate, 0, 9.9, 0)]
    [InlineData(SiloRequest.Terminate, 0, 10.1, 1)]
    [InlineData(SiloRequest.Terminate, 137, 2, 1)]
    [InlineData(SiloRequest.Terminate, 3, 0.3, 1)]
    [InlineData(null, 134, 0, 1)]
    [InlineData(null, 139, 0, 2)]
    public void Ends_OfASilo_AreJudgedByWhatItWasAsked(object? asked, int exitCode, double seconds, int broken)
    {
        SiloEnd end = new(1, 1, TimeSpan.FromSeconds(20), (SiloRequest?)asked, exitCode, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(18));

        Assert.Equal(broken, Judge.Ends([end], zombies: 0).Count(verdict => !verdict.IsKept));
    }

    [Theory]
    [InlineData(0.4, 143, 0)]
    [InlineData(1.1, 143, 1)]
    [InlineData(0.4, 134, 1)]
    public void Ends_OfASiloThatHadHardlyBegun_MayBeUnheard(double lived, int exitCode, int broken)
    {
        SiloEnd end = new(1, 1, TimeSpan.FromSeconds(20), SiloRequest.Terminate, exitCode, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(lived));

        Assert.Equal(broken, Judge.Ends([end], zombies: 0).Count(verdict => !verdict.IsKept));
    }

    private static List<Verdict> Broken(Outcome outcome) => [.. new Judge(Log, Good).Judgements(outcome).Where(verdict => !verdict.IsKept)];

    private static IEnumerable<string> Promises(Outcome outcome) => Broken(outcome).Select(verdict => verdict.Promise);

    /// <summary>Two rounds of two participants, and the counts that the log really has.</summary>
    private static Outcome Create()
    {
        List<Contribution> updates = [new("default/0", 0, Hash(1)), new("default/1", 0, Hash(2)), new("default/0", 10_000, Hash(3)), new("default/1", 10_000, Hash(4))];
        List<DecidedRound> rounds = [new(1, 0, Hash(5), updates[..2]), new(2, 10_000, Hash(6), updates[2..])];
        return new(
            Log.Counts,
            updates,
            rounds,
            rounds.ToDictionary(round => round.Version, round => round.Hash),
            Log.Partitions.Index().SelectMany(partition => partition.Item.Index()
                .Where(reading => reading.Item.Kind is ReadingKind.Malformed or ReadingKind.Future)
                .Select(reading => new RejectedReading(partition.Index, reading.Index, $"{reading.Item.Kind}".ToLowerInvariant()))).ToHashSet(),
            new Dictionary<string, int>());
    }

    private static string Hash(int number) => number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
}
