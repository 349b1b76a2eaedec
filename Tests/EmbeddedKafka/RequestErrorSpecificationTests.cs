using FederatedOrleans.Edge.Broker;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.EmbeddedKafka;

[Trait("Category", "Unit")]
public sealed class RequestErrorSpecificationTests
{
    [Theory]
    [InlineData("7", ErrorCode.RequestTimedOut, 1)]
    [InlineData("REQUEST_TIMED_OUT", ErrorCode.RequestTimedOut, 1)]
    [InlineData("RequestTimedOut", ErrorCode.RequestTimedOut, 1)]
    [InlineData("not_leader_for_partitionx3", ErrorCode.NotLeaderForPartition, 3)]
    [InlineData("6X1000", ErrorCode.NotLeaderForPartition, 1000)]
    [InlineData("0x2", ErrorCode.NoError, 2)]
    [InlineData("transport", ErrorCode.Local_Transport, 1)]
    [InlineData("-195x2", ErrorCode.Local_Transport, 2)]
    public void TryParse_NameOrNumber_GivesCodeAndCount(string text, ErrorCode code, int count)
    {
        Assert.True(RequestErrorSpecification.TryParse(text, out var specification, out _));
        Assert.Equal(new RequestErrorSpecification(code, count), specification);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("9999")]
    [InlineData("-184")]
    [InlineData("LOCAL_QUEUEFULL")]
    [InlineData("7x0")]
    [InlineData("7x1001")]
    [InlineData("7x99999999999")]
    [InlineData("7x")]
    [InlineData("x3")]
    public void TryParse_Malformed_SaysWhatIsAllowed(string text)
    {
        Assert.False(RequestErrorSpecification.TryParse(text, out _, out string? error));
        Assert.StartsWith($"'{text}' is not an error; CODE or CODExCOUNT is allowed", error, StringComparison.Ordinal);
    }
}
