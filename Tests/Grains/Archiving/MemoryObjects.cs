using FederatedOrleans.Grains.Interfaces.Archiving;

namespace FederatedOrleans.Tests.Grains.Archiving;

/// <summary>Objects in memory; a request may fail before or after it took effect.</summary>
internal sealed class MemoryObjects : IObjectStore
{
    public SortedDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Called before and after every put, with what it is about; what it throws is the failure.</summary>
    public Action<string> Around { get; set; } = _ => { };

    public string Location => "memory";

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Around("before a put");
        Objects[key] = content.ToArray();
        Around("after a put");
        return Task.CompletedTask;
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => Task.FromResult(Objects.GetValueOrDefault(key));

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))]);
}
