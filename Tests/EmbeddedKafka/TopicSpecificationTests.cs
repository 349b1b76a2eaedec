using FederatedOrleans.Edge.Broker;

namespace FederatedOrleans.Tests.EmbeddedKafka;

[Trait("Category", "Unit")]
public sealed class TopicSpecificationTests
{
    [Fact]
    public void TryParseList_TwoTopics_KeepsTheirOrder()
    {
        Assert.True(TopicSpecification.TryParseList("sensor-data:4, model-weights:1", out var topics, out _));
        Assert.Equal([new TopicSpecification("sensor-data", 4), new TopicSpecification("model-weights", 1)], topics);
    }

    [Theory]
    [InlineData("", "topic '' has no partition count; NAME:PARTITIONS[,NAME:PARTITIONS...] is allowed")]
    [InlineData("a", "topic 'a' has no partition count")]
    [InlineData("a:1,", "topic '' has no partition count")]
    [InlineData(":1", "topic name '' is not legal; 1 to 249 letters")]
    [InlineData("..:1", "topic name '..' is not legal")]
    [InlineData("a b:1", "topic name 'a b' is not legal")]
    [InlineData("a:0", "topic 'a' has the partition count '0'; 1 to 1024 is allowed")]
    [InlineData("a:1025", "'1025'; 1 to 1024 is allowed")]
    [InlineData("a:+1", "'+1'; 1 to 1024 is allowed")]
    [InlineData("a:1:2", "'1:2'; 1 to 1024 is allowed")]
    [InlineData("a:99999999999", "'99999999999'; 1 to 1024 is allowed")]
    [InlineData("a:1,a:2", "topic 'a' is listed twice; each name is allowed once")]
    public void TryParseList_Malformed_SaysWhatIsAllowed(string text, string message)
    {
        Assert.False(TopicSpecification.TryParseList(text, out var topics, out string? error));
        Assert.Null(topics);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryCreate_LongestName_IsTheLastAllowedOne()
    {
        Assert.True(TopicSpecification.TryCreate(new string('a', 249), "1", out _, out _));
        Assert.False(TopicSpecification.TryCreate(new string('a', 250), "1", out _, out _));
    }
}
