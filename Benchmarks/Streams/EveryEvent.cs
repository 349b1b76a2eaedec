using Orleans.Streams.Filtering;

namespace FederatedOrleans.Benchmarks.Streams;

/// <summary>Lets every event through. A provider with a filter delivers events one by one, so deliveries are alike however many streams there are.</summary>
internal sealed class EveryEvent : IStreamFilter
{
    /// <inheritdoc />
    public bool ShouldDeliver(StreamId streamId, object item, string? filterData) => true;
}
