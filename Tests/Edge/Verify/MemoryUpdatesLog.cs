using FederatedOrleans.Edge.Verify;

namespace FederatedOrleans.Tests.Edge.Verify;

/// <summary>An updates log in memory.</summary>
internal sealed class MemoryUpdatesLog(IReadOnlyList<byte[]?> values, long low) : IUpdatesLog
{
    public string Name => "model-weights/0";

    public long Low => low;

    public long High => values.Count;

    public bool Is(string log) => log == RecordedFederation.Log;

    public ValueTask<UpdateRecord?> ReadAsync(long offset, CancellationToken cancellationToken) =>
        new(offset < High ? new UpdateRecord(offset, TopicRecords.ReadUpdate(null, values[(int)offset])) : null);
}
