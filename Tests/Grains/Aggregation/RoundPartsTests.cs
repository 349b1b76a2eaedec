using FederatedOrleans.Grains.Interfaces.Topics;
using static FederatedOrleans.Tests.Grains.Aggregation.Engines;

namespace FederatedOrleans.Tests.Grains.Aggregation;

[Trait("Category", "Unit")]
public sealed class RoundPartsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_500, 1)]
    [InlineData(1_501, 2)]
    [InlineData(10_000, 7)]
    public void Split_RoundOfManyParticipants_FitsMessagesAndComesTogetherAgain(int participants, int messages)
    {
        var round = Round(participants);

        var parts = RoundParts.Split(round);

        Assert.Equal(messages, parts.Count);
        Assert.All(parts, part => Assert.True(System.Text.Encoding.UTF8.GetByteCount(Text(part)) < 900_000));
        RoundParts reader = new();
        Assert.All(parts.SkipLast(1), part => Assert.Null(reader.Take(part)));
        Assert.Equal(Text(round), Text(reader.Take(parts[^1])!));
    }

    [Fact]
    public void Take_RoundWhosePartsAreNotAllThere_IsNoEntry()
    {
        var parts = RoundParts.Split(Round(5_000));
        RoundParts reader = new();
        reader.Take(parts[0]);
        reader.Take(parts[2]);

        Assert.Null(reader.Take(parts[^1]));
        Assert.Null(new RoundParts().Take(parts[^1]));
    }

    [Fact]
    public void Take_PartsOfTwoWriters_AreToldApart()
    {
        var (one, other) = (RoundParts.Split(Round(2_000)), RoundParts.Split(Round(2_000) with { Writer = "other", Samples = 7 }));
        RoundParts reader = new();
        reader.Take(one[0]);
        reader.Take(other[0]);

        Assert.Equal(0, ((RoundEntry)reader.Take(one[1])!).Samples);
        Assert.Equal(7, ((RoundEntry)reader.Take(other[1])!).Samples);
    }

    private static RoundEntry Round(int participants)
    {
        var names = Enumerable.Range(0, participants).Select(i => $"a-name-of-usual-length/{i}").Order(StringComparer.Ordinal).ToList();
        return new()
        {
            Federation = Federation,
            Writer = "one",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Version = 3,
            WindowStart = 0,
            WindowEnd = WindowMs,
            Model = "logistic",
            Strategy = "fedavg",
            Inputs = [.. names.Select((name, i) => new RoundInput(name, i + 1_000_000_000, 1 << 20, new string('a', 64)))],
            Samples = 0,
            Weights = [],
            Hash = new string('b', 64),
            UpdatesLog = Log,
            NextOffset = 1,
            ResumeOffset = 0,
            Participants = [.. names.Select(name => new ParticipantProgress(name, 1_767_225_600_000, false, 1_000_000_000))],
        };
    }
}
