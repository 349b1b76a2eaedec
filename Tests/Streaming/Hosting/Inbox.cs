using System.Collections.Concurrent;
using FederatedOrleans.Tests.Streaming.Clusters;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Streaming.Hosting;

/// <summary>What consumers got.</summary>
public sealed class Inbox
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<(string Provider, string Key, Reading Reading)> _items = new();

    public IReadOnlyList<(string Provider, string Key, Reading Reading)> Items => [.. _items];

    public void Add(string provider, string key, Reading reading) => _items.Enqueue((provider, key, reading));

    /// <summary>Waits for a number of readings.</summary>
    public Task<IReadOnlyList<(string Provider, string Key, Reading Reading)>> WaitAsync(int count) =>
        Eventually.GetAsync(() => Task.FromResult(Items), items => items.Count >= count, Deadline, $"{count} readings");
}
