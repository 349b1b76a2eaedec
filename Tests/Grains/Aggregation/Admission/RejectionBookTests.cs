using System.Globalization;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Aggregation.Admission;

namespace FederatedOrleans.Tests.Grains.Aggregation.Admission;

[Trait("Category", "Unit")]
public sealed class RejectionBookTests
{
    private const int ManyNames = 5_000;

    [Fact]
    public void Count_NamesThatAnybodyMayWrite_AreBounded()
    {
        RejectionBook book = new(quarantineAfter: 1);
        for (var i = 0; i < ManyNames; i++)
        {
            Assert.Null(book.Count($"stranger-{i.ToString(CultureInfo.InvariantCulture)}", isKnown: false, UpdateVerdict.Malformed, i));
        }

        Assert.Null(book.Count(new('x', 1_000_000), isKnown: false, UpdateVerdict.Malformed, ManyNames));
        Assert.Null(book.Count(participant: null, isKnown: false, UpdateVerdict.Malformed, ManyNames + 1));

        var counts = book.ToList();
        Assert.InRange(counts.Count, 2, 1_001);
        Assert.All(counts, count => Assert.True(count.Participant.Length < 250));
        Assert.Equal(ManyNames + 2, counts.Sum(count => count.Count));
        Assert.Equal(ManyNames + 1, Assert.Single(counts, count => count.Participant == RejectionBook.Others).LastOffset);
    }

    [Fact]
    public void Count_ParticipantAfterManyStrangers_HasACountAndARowOfItsOwn()
    {
        RejectionBook book = new(quarantineAfter: 2);
        for (var i = 0; i < ManyNames; i++)
        {
            book.Count($"stranger-{i.ToString(CultureInfo.InvariantCulture)}", isKnown: false, UpdateVerdict.Unknown, i);
        }

        Assert.Null(book.Count("default/0", isKnown: true, UpdateVerdict.Malformed, ManyNames));
        Assert.Equal(2, book.Count("default/0", isKnown: true, UpdateVerdict.Malformed, ManyNames + 1));

        Assert.Equal((2, ManyNames + 1L), Assert.Single(book.ToList(), count => count.Participant == "default/0") is var own ? (own.Count, own.LastOffset) : default);
    }

    [Fact]
    public void Count_AcceptedInBetween_BeginsTheRowAnew()
    {
        RejectionBook book = new(quarantineAfter: 2);
        book.Count("default/0", isKnown: true, UpdateVerdict.Malformed, 0);
        book.Count("default/0", isKnown: true, UpdateVerdict.Accepted, 1);

        Assert.Null(book.Count("default/0", isKnown: true, UpdateVerdict.Malformed, 2));
    }
}
