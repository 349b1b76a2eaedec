using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Delivery;
using Orleans.Streaming.Kafka.Diagnostics;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>
/// Thousands of histories of one partition: every consumer gets exactly the records of its stream from its place on, whatever the borders of
/// batches, failures, rewinds, retention and handovers are, and no commit passes a record that somebody has not processed.
/// </summary>
[Trait("Category", "Unit")]
public sealed class CachePropertyTests
{
    private const int Iterations = 4_000;
    private const int LongIterations = 100_000;
    private static readonly DeliveryPolicy Policy = CreatePolicy();

    private static readonly Gen<Step[]> Steps = Gen.Select(Gen.Int[0, 15], Gen.Int[0, 999], Gen.Int[0, 999])
        .Select((kind, a, b) => new Step((StepKind)kind, a, b)).Array[10, 150];

    [Fact]
    public void AnyHistory_EveryStream_GetsItsRecordsFromItsPlaceOn() => Sample(Iterations);

    [Fact]
    [Trait("Category", "Long")]
    public void ManyHistories_EveryStream_GetsItsRecordsFromItsPlaceOn() => Sample(LongIterations);

    private static void Sample(int iterations) =>
        Gen.Select(Gen.Bool, Gen.Int[1, 8], Gen.Int[1, 2], Steps).Sample(
            (isKeyed, streams, subscriptions, steps) => Run(isKeyed, streams, subscriptions, steps), iter: iterations,
            print: history => $"keyed {history.Item1}, {history.Item2} streams, {history.Item3} subscriptions: {string.Join(' ', history.Item4)}");

    private static void Run(bool isKeyed, int streams, int subscriptions, Step[] steps)
    {
        PartitionHistory history = new(isKeyed, streams, subscriptions, Policy);
        foreach (var step in steps)
        {
            history.Take(step);
            history.CheckCommit();
        }

        history.Finish();
    }

    private static DeliveryPolicy CreatePolicy()
    {
        KafkaStreamOptions options = new();
        KafkaStreamMetrics metrics = new("kafka", new KafkaStreamStatus(), meters: null);
        return new(options, int.MaxValue, new EventReader("kafka", adapter: null!, contexts: null!), rejected: null!, metrics, NullLogger.Instance);
    }
}
