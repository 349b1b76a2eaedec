using FederatedOrleans.Chaos.Readings;

namespace FederatedOrleans.Chaos.Outcomes;

/// <summary>What a run has left in the topics and what its fog nodes say.</summary>
/// <param name="Readings">What became of the readings, by partition.</param>
/// <param name="Updates">Every update in the updates topic, repetitions included.</param>
/// <param name="Rounds">The versions in order; of several decisions on one version the first.</param>
/// <param name="Published">The hash of every version that a reader of the model topic meets, by version.</param>
/// <param name="PutAside">The readings on the rejected topic, each once.</param>
/// <param name="RejectedUpdates">Why updates were put aside, and how many.</param>
internal sealed record Outcome(
    IReadOnlyList<ReadingCounts> Readings,
    IReadOnlyList<Contribution> Updates,
    IReadOnlyList<DecidedRound> Rounds,
    IReadOnlyDictionary<long, string> Published,
    IReadOnlySet<RejectedReading> PutAside,
    IReadOnlyDictionary<string, int> RejectedUpdates);
