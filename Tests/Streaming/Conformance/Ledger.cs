using System.Collections.Concurrent;
using FederatedOrleans.Tests.Support;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>What the consumers of all silos and clients of this process got, by pages with names of their own.</summary>
public static class Ledger
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<int>> Pages = new();

    public static string NewPage() => Guid.NewGuid().ToString("N");

    public static IReadOnlyList<int> Read(string page) => [.. Pages.GetValueOrDefault(page) ?? []];

    public static void Write(string page, int item) => Pages.GetOrAdd(page, _ => new()).Enqueue(item);

    /// <summary>Waits until a page has so many items, and returns them.</summary>
    public static Task<IReadOnlyList<int>> WaitAsync(string page, int count) => WaitAsync(page, items => items.Count >= count, $"{count} items");

    public static Task<IReadOnlyList<int>> WaitAsync(string page, Predicate<IReadOnlyList<int>> satisfies, string what) =>
        Eventually.GetAsync(() => Task.FromResult(Read(page)), satisfies, Deadline, what);
}

/// <summary>Writes the items of a stream to a page.</summary>
public sealed class PageObserver(string page) : IAsyncObserver<int>
{
    public Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        Ledger.Write(page, item);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

/// <summary>Writes the items of a stream to a page, and the sizes of the batches to another.</summary>
public sealed class BatchPageObserver(string page) : IAsyncBatchObserver<int>
{
    public Task OnNextAsync(IList<SequentialItem<int>> items)
    {
        foreach (var item in items)
        {
            Ledger.Write(page, item.Item);
        }

        Ledger.Write($"{page}/sizes", items.Count);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
