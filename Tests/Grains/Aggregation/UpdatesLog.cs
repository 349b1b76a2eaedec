using System.Text.Json;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Edge.Verify;

namespace FederatedOrleans.Tests.Grains.Aggregation;

/// <summary>Reads updates logs into a book and remembers what came of it.</summary>
internal sealed class UpdatesLog
{
    public static readonly string[] Names = ["default/0", "default/1", "default/10", "default/2"];

    private UpdatesLog(RoundBook book, IReadOnlyList<UpdateMessage> messages)
    {
        for (var offset = book.NextOffset; offset < messages.Count; offset++)
        {
            Verdicts.Add(book.Read(messages[(int)offset], offset));
            while (book.TryClose() is { } decision)
            {
                Decisions.Add(decision);
            }
        }
    }

    public List<UpdateVerdict> Verdicts { get; } = [];

    public List<RoundDecision> Decisions { get; } = [];

    public static RoundBook Open(int participants, params IEnumerable<RoundEntry> decided) => new(
        RecordedFederation.Settings(Names[..participants]), decided);

    public static UpdatesLog Read(RoundBook book, params IReadOnlyList<UpdateMessage> messages) => new(book, messages);

    /// <summary>Everything in a decision as text.</summary>
    public static string Text(RoundDecision decision) => JsonSerializer.Serialize(new
    {
        decision.WindowStart,
        decision.WindowEnd,
        decision.Inputs,
        Weights = Weights(decision),
        decision.Reason,
        decision.NextOffset,
        decision.ResumeOffset,
        decision.Participants,
    });

    /// <summary>The one weight of every update.</summary>
    public static IEnumerable<double> Weights(RoundDecision decision) => decision.Updates.Select(update => update.Numbers[0]);

    /// <summary>The part of a decision that does not tell at which offsets its messages stood.</summary>
    public static string Content(RoundDecision decision) => string.Join(' ', decision.Inputs
        .Select((input, i) => $"{input.Participant} {input.Samples} {input.Hash} {decision.Updates[i].Numbers[0]:R}")
        .Prepend($"{decision.WindowStart}"));

    /// <summary>The decision as the record from which a successor goes on.</summary>
    public static RoundEntry Decided(RoundDecision decision, int index) => new()
    {
        Federation = RecordedFederation.Name,
        Writer = "one",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Version = index + 1,
        WindowStart = decision.WindowStart,
        WindowEnd = decision.WindowEnd,
        Model = "seed-weight",
        Strategy = "mean",
        Inputs = decision.Inputs,
        Samples = 0,
        Weights = [],
        Hash = "",
        UpdatesLog = RecordedFederation.Log,
        NextOffset = decision.NextOffset,
        ResumeOffset = decision.ResumeOffset,
        Participants = decision.Participants,
    };
}
