using System.Runtime.CompilerServices;
using FederatedOrleans.Grains.Archiving;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Grains.Archiving;

/// <summary>A federation's logs in memory; a part of their beginning may be gone.</summary>
internal sealed class MemorySource : IArchiveSource
{
    public const string Cluster = "cluster";

    public Dictionary<ArchivedKind, List<KafkaLogRecord>> Logs { get; } = new() { [ArchivedKind.Rounds] = [], [ArchivedKind.Updates] = [] };

    public Dictionary<ArchivedKind, long> Lows { get; } = new() { [ArchivedKind.Rounds] = 0, [ArchivedKind.Updates] = 0 };

    public static string TopicOf(ArchivedKind kind) => kind == ArchivedKind.Rounds ? "rounds" : "model-weights";

    public void Add(ArchivedKind kind, byte[]? key, byte[]? value) => Logs[kind].Add(new(Logs[kind].Count, 1_000 + Logs[kind].Count, key, value));

    public Task<string> IdentityOfAsync(ArchivedKind kind, CancellationToken cancellationToken) => Task.FromResult($"{Cluster}/{TopicOf(kind)}");

    public int PartitionOf(ArchivedKind kind) => 0;

    public Task<KafkaWatermarks> BoundsOfAsync(ArchivedKind kind, CancellationToken cancellationToken) =>
        Task.FromResult(new KafkaWatermarks(Lows[kind], Logs[kind].Count));

    public async IAsyncEnumerable<KafkaLogRecord> ReadAsync(ArchivedKind kind, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Assert.True(from >= Lows[kind] || from >= to);
        for (var offset = from; offset < to; offset++)
        {
            yield return Logs[kind][(int)offset];
            await Task.CompletedTask;
        }
    }
}
