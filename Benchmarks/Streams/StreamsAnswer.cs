using FederatedOrleans.Benchmarks.Measuring;

namespace FederatedOrleans.Benchmarks.Streams;

/// <summary>What a worker answers.</summary>
/// <param name="Cost">What the deliveries took.</param>
/// <param name="Streams">How many streams have had one so far.</param>
internal sealed record StreamsAnswer(Cost Cost, int Streams);
