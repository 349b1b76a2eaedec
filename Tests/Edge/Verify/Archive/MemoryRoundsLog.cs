using System.Runtime.CompilerServices;
using System.Text.Json;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Tests.Edge.Verify.Archive;

/// <summary>A rounds partition in memory, of which the beginning may be gone.</summary>
internal sealed class MemoryRoundsLog(IReadOnlyList<RoundsEntry> entries, long low) : IRoundsLog
{
    public string Name => "rounds/0";

    public long Low => low;

    public async IAsyncEnumerable<RoundsRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in entries.Skip((int)low))
        {
            yield return new(JsonSerializer.SerializeToUtf8Bytes(entry, TopicJson.Default.RoundsEntry));
            await Task.CompletedTask;
        }
    }
}
