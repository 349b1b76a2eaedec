using Orleans.Streams.Filtering;

namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>Lets through what the subscription's filter data says: even numbers, one number, or a failure.</summary>
public sealed class NumberFilter : IStreamFilter
{
    public bool ShouldDeliver(StreamId streamId, object item, string? filterData) => filterData switch
    {
        null or "" => true,
        "even" => (int)item % 2 == 0,
        "throw" => throw new InvalidOperationException("The filter fails."),
        _ => (int)item == int.Parse(filterData, System.Globalization.CultureInfo.InvariantCulture),
    };
}
