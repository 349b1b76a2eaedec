using System.Collections.Concurrent;
using FederatedOrleans.Tests.Support;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Clusters;

/// <summary>What one activation of a test consumer is to do, and what it got.</summary>
/// <param name="start">Where it resumes; null to leave that to the stream.</param>
public sealed class Probe(long? start = null)
{
    /// <summary>How long to wait for anything.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentDictionary<string, Probe> Probes = new();
    private readonly ConcurrentQueue<object> _items = new();

    public long? Start => start;

    /// <summary>Runs before an item counts as processed; what it throws makes the delivery fail.</summary>
    public Action<object> Before { get; init; } = _ => { };

    public IReadOnlyList<object> Items => [.. _items];

    public IReadOnlyList<KafkaRecordBatch> Batches => [.. _items.OfType<KafkaRecordBatch>()];

    public IReadOnlyList<long> Offsets => [.. Batches.SelectMany(OffsetsOf)];

    /// <summary>The last empty batch, if nothing came after it.</summary>
    public KafkaRecordBatch? AtEnd => _items.LastOrDefault() is KafkaRecordBatch { Count: 0 } batch ? batch : null;

    /// <summary>What the next activation of a consumer uses.</summary>
    public static void Set(string consumer, Probe probe) => Probes[consumer] = probe;

    public static Probe Get(string consumer) => Probes.GetOrAdd(consumer, _ => new());

    public static IEnumerable<long> OffsetsOf(KafkaRecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            yield return batch[i].Offset;
        }
    }

    public void Take(object item)
    {
        Before(item);
        _items.Enqueue(item is KafkaRecordBatch batch ? batch.Copy() : item);
    }

    public Task WaitAsync(Predicate<Probe> satisfies, string what) =>
        Eventually.GetAsync(() => Task.FromResult(this), satisfies, Deadline, what);

    /// <summary>Waits until it was told that it is at this end of its partition.</summary>
    public Task WaitForEndAsync(long end) => WaitAsync(probe => probe.AtEnd?.EndOffset == end, $"the end {end} is reached");

    public override string ToString() => $"{Offsets.Count} records, {_items.Count} items, the last {_items.LastOrDefault()}";
}
