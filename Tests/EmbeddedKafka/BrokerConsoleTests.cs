using FederatedOrleans.Edge.Broker;
using FederatedOrleans.EmbeddedKafka;

namespace FederatedOrleans.Tests.EmbeddedKafka;

[Trait("Category", "Cluster")]
public sealed class BrokerConsoleTests : IDisposable
{
    private readonly EmbeddedKafkaCluster _cluster = EmbeddedKafkaCluster.Start(new EmbeddedKafkaOptions { Brokers = 2 });

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [InlineData("down", "ok down all")]
    [InlineData("down 2", "ok down 2")]
    [InlineData("  up   1 ", "ok up 1")]
    [InlineData("up", "ok up all")]
    [InlineData("rtt 25", "ok rtt 25 all")]
    [InlineData("rtt 0 2", "ok rtt 0 2")]
    [InlineData("errors produce 7x3 NOT_LEADER_FOR_PARTITION", "ok errors Produce 4")]
    [InlineData("errors listoffsets clear", "ok errors ListOffsets clear")]
    [InlineData("topic readings 4", "ok topic readings 4")]
    public void Execute_KnownCommand_SaysWhatWasDone(string line, string reply)
    {
        Assert.Equal(BrokerReply.Ok(reply[3..]), new BrokerConsole(_cluster).Execute(line));
    }

    [Theory]
    [InlineData("", "error '' is not a command; down [BROKER] | up")]
    [InlineData("dance now", "error 'dance now' is not a command; down [BROKER]")]
    [InlineData("down 1 2", "error 'down 1 2' is not a command")]
    [InlineData("errors produce", "error 'errors produce' is not a command")]
    [InlineData("down 3", "error '3' is not a broker; 1 to 2 is allowed")]
    [InlineData("up x", "error 'x' is not a broker; 1 to 2 is allowed")]
    [InlineData("rtt -5", "error '-5' is not a delay; 0 to 600000 milliseconds are allowed")]
    [InlineData("rtt 600001", "error '600001' is not a delay")]
    [InlineData("rtt 5 3", "error '3' is not a broker; 1 to 2 is allowed")]
    [InlineData("errors steal 7", "error 'steal' is not a request; produce, fetch,")]
    [InlineData("errors 99 7", "error '99' is not a request; produce, fetch,")]
    [InlineData("errors fetch 7 bad", "error 'bad' is not an error; CODE or CODExCOUNT is allowed")]
    [InlineData("errors metadata 7", "error PushRequestErrors: errors has RequestTimedOut (7) for Metadata; NoError or")]
    [InlineData("leader unknown 0 1", "error SetPartitionLeader: topic is 'unknown'; a topic created")]
    [InlineData("leader unknown x 1", "error 'x' is not a partition; 0 up to the topic's last partition is allowed")]
    [InlineData("leader unknown 0 0", "error '0' is not a broker; 1 to 2 is allowed")]
    [InlineData("topic readings 0", "error topic 'readings' has the partition count '0'; 1 to 1024 is allowed")]
    public void Execute_NotAllowed_SaysWhatIsAllowed(string line, string reply)
    {
        BrokerReply actual = new BrokerConsole(_cluster).Execute(line);
        Assert.StartsWith(reply, actual.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', actual.Text);
        Assert.False(actual.EndsSession);
    }

    [Fact]
    public void Execute_LeaderOfKnownTopic_ChecksThePartition()
    {
        BrokerConsole console = new(_cluster);
        console.Execute("topic readings 2");

        Assert.Equal("ok leader readings 1 1", console.Execute("leader readings 1 1").Text);
        Assert.Equal("error SetPartitionLeader: partition is 2; 0 to 1 is allowed.", console.Execute("leader readings 2 1").Text);
    }

    [Fact]
    public void Execute_Quit_EndsTheSession() => Assert.True(new BrokerConsole(_cluster).Execute("quit").EndsSession);
}
