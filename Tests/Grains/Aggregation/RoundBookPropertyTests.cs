using CsCheck;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using static FederatedOrleans.Tests.Edge.Verify.RecordedFederation;
using static FederatedOrleans.Tests.Grains.Aggregation.UpdatesLog;

namespace FederatedOrleans.Tests.Grains.Aggregation;

[Trait("Category", "Unit")]
public sealed class RoundBookPropertyTests
{
    private const int Count = 3;
    private const long Iterations = 1_000;

    /// <summary>Messages of three participants and a stranger, not all of them well formed; none says that it is idle.</summary>
    private static readonly Gen<UpdateMessage> Speaking = Gen.Select(
        Gen.Int[0, Count], Gen.Int[0, 8], Gen.Int[0, 7], Gen.Int[1, 3], (who, what, window, weight) =>
        {
            var participant = Names[who];
            return what switch
            {
                0 => Progress(participant, null),
                1 => Progress(participant, window * WindowMs),
                2 => Update(participant, window * WindowMs, weight) with { ClosedThrough = null },
                3 => Update(participant, window * WindowMs, weight) with { Samples = 99 },
                _ => Update(participant, window * WindowMs, weight),
            };
        });

    private static readonly Gen<UpdateMessage> Any = Gen.Frequency(
        (9, Speaking), (1, Gen.Select(Gen.Int[0, Count], Gen.Int[0, 7], (who, window) => Idle(Names[who], window * WindowMs))));

    [Fact]
    public void Read_UpdatesThatComeAgain_ChangeNoDecision() => Gen.Select(
        Speaking.Array[0, 60], Gen.Select(Gen.Int[0, 1_000], Gen.Int[0, 1_000]).Array[0, 20]).Sample(
        (messages, again) =>
        {
            var expected = Read(Open(Count), messages).Decisions.Select(Content);
            List<UpdateMessage> repeated = [.. messages];
            foreach (var (which, where) in messages.Length == 0 ? [] : again)
            {
                var index = which % repeated.Count;
                repeated.Insert(index + 1 + (where % (repeated.Count - index)), repeated[index]);
            }

            Assert.Equal(expected, Read(Open(Count), repeated).Decisions.Select(Content));
        },
        iter: Iterations);

    [Fact]
    public void Constructor_TakeOverAfterAnyDecision_DecidesTheSameFromThere() => Gen.Select(Any.Array[0, 80], Gen.Int[1, 5]).Sample(
        (messages, known) =>
        {
            var decisions = Read(Open(Count), messages).Decisions;
            for (var taken = 0; taken <= decisions.Count; taken++)
            {
                var book = Open(Count, decisions.Select(Decided).Take(taken).TakeLast(known));

                Assert.Equal(decisions.Skip(taken).Select(Text), Read(book, messages).Decisions.Select(Text));
            }
        },
        iter: Iterations);

    [Fact]
    public void TryClose_AnyMessages_ClosesByTheRuleAndResumesAtTheFirstUpdateOfAnOpenRound() => Any.Array[0, 80].Sample(
        messages =>
        {
            var book = Open(Count);
            SortedDictionary<long, SortedDictionary<string, long>> open = [];
            Dictionary<string, (long? ClosedThrough, bool Idle)> said =
                Names[..Count].ToDictionary(name => name, _ => ((long?)null, false));
            foreach (var (offset, message) in messages.Index())
            {
                var verdict = book.Read(message, offset);
                if (verdict == UpdateVerdict.Accepted)
                {
                    open.TryAdd(message.WindowStart!.Value, []);
                    open[message.WindowStart.Value].Add(message.Participant, offset);
                }

                if (said.TryGetValue(message.Participant, out var before) && verdict != UpdateVerdict.Malformed)
                {
                    said[message.Participant] = (
                        before.ClosedThrough is null || message.ClosedThrough > before.ClosedThrough
                            ? message.ClosedThrough
                            : before.ClosedThrough,
                        message.Kind == UpdateKind.Idle);
                }

                while (book.TryClose() is { } decision)
                {
                    var (start, inputs) = open.First();
                    open.Remove(start);
                    Assert.Equal((start, offset + 1L), (decision.WindowStart, decision.NextOffset));
                    Assert.Equal(
                        inputs.Select(input => (input.Key, input.Value)),
                        decision.Inputs.Select(input => (input.Participant, input.Offset)));
                    Assert.All(said.Values, one => Assert.True(one.Idle || one.ClosedThrough >= start + WindowMs));
                    Assert.Equal(open.Values.SelectMany(round => round.Values).DefaultIfEmpty(offset + 1).Min(), decision.ResumeOffset);
                    Assert.Equal(
                        said.OrderBy(one => one.Key, StringComparer.Ordinal)
                            .Select(one => (one.Key, one.Value.ClosedThrough, one.Value.Idle)),
                        decision.Participants.Select(one => (one.Participant, one.ClosedThrough, one.Idle)));
                }

                Assert.Equal(open.Count, book.OpenRounds);
                Assert.True(
                    open.Count == 0 || said.Values.Any(one => !one.Idle && (one.ClosedThrough ?? -1) < open.First().Key + WindowMs));
            }
        },
        iter: Iterations);
}
