using Confluent.Kafka;
using FederatedOrleans.Edge.Rejected.Listing;
using static FederatedOrleans.Tests.Edge.Rejected.RejectedCluster;

namespace FederatedOrleans.Tests.Edge.Rejected.Listing;

[Trait("Category", "Unit")]
public sealed class RejectedSummaryTests
{
    private readonly RejectedSummary _summary = new();

    [Fact]
    public void WriteTo_Counts_AreInTheOrderOfTopicsAndReasons()
    {
        Add("b", "future");
        Add("a", "malformed:json");
        Add("a", "future");
        Add("a", "future");
        Add("a", null);
        using StringWriter writer = new() { NewLine = "\n" };

        _summary.WriteTo(writer);

        Assert.Equal("a: (none): 1\na: future: 2\na: malformed:json: 1\nb: future: 1\n5 rejected records\n", writer.ToString());
    }

    [Fact]
    public void Add_ReasonsWithoutEnd_AreCountedTogether()
    {
        for (var number = 0; number < 5_000; number++)
        {
            Add("a", $"reason {number}");
        }

        Assert.Equal(1_001, _summary.Counts.Count());
        Assert.Equal(4_000, _summary.Counts.Single(count => count.Reason == "(others)").Count);
        Assert.Equal(5_000, _summary.Total);
    }

    private void Add(string topic, string? reason) => _summary.Add(new(new ConsumeResult<byte[]?, byte[]?>
    {
        TopicPartitionOffset = new(topic + ".rejected", 0, 0),
        Message = new() { Headers = reason is null ? null : new Headers { { "reason", Bytes(reason) } } },
    }));
}
