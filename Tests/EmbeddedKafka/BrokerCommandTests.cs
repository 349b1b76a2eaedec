using Confluent.Kafka;

namespace FederatedOrleans.Tests.EmbeddedKafka;

[Trait("Category", "Process")]
public sealed class BrokerCommandTests
{
    private const string AddressPrefix = "bootstrap.servers=";

    [Fact]
    public async Task Broker_DownAndUpFromInput_ClientsOfAnotherProcessSeeIt()
    {
        await using ChildProcess broker = ChildProcess.Start("Edge.dll", ["broker", "--topics", "sensor-data:4,model-weights:1"]);
        string bootstrapServers = await ReadyAsync(broker);
        using IProducer<Null, string> producer = KafkaClients.NewProducer(bootstrapServers);
        await KafkaClients.SendAsync(producer, "sensor-data", 3, "before");

        Assert.Equal("ok down all", await broker.AskAsync("down", KafkaClients.Deadline));
        Task<DeliveryResult<Null, string>> waiting = KafkaClients.SendAsync(producer, "sensor-data", 3, "meanwhile");
        Assert.StartsWith("error 'dance'", await broker.AskAsync("dance", KafkaClients.Deadline), StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);
        Assert.Equal("ok up all", await broker.AskAsync("up", KafkaClients.Deadline));
        await waiting;

        IEnumerable<string> values = KafkaClients.ReadTopic(bootstrapServers, "sensor-data", partitions: 4, count: 2)
            .Select(record => record.Message.Value);
        Assert.Equal(["before", "meanwhile"], values);
        Assert.Equal("ok quit", await broker.AskAsync("quit", KafkaClients.Deadline));
        Assert.Equal(0, await broker.WaitForExitAsync(KafkaClients.Deadline));
    }

    [Theory]
    [InlineData(ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Interrupt)]
    public async Task Broker_InputEndedThenSignal_ServesUntilTheSignalAndExitsWithZero(ProcessSignal signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill(2).");
        await using ChildProcess broker = ChildProcess.Start("Edge.dll", ["broker", "--topics", "readings:1", "--brokers", "2"]);
        string bootstrapServers = await ReadyAsync(broker);
        Assert.Equal(2, bootstrapServers.Split(',').Length);

        broker.CloseInput();
        using IProducer<Null, string> producer = KafkaClients.NewProducer(bootstrapServers);
        await KafkaClients.SendAsync(producer, "readings", 0, "value");
        Assert.False(broker.HasExited);

        broker.Send(signal);
        Assert.Equal(0, await broker.WaitForExitAsync(KafkaClients.Deadline));
    }

    [Theory]
    [InlineData("--brokers 0", "--brokers is '0'; 1 to 32 is allowed.")]
    [InlineData("--brokers many", "--brokers is 'many'; 1 to 32 is allowed.")]
    [InlineData("--topics a:0", "--topics: topic 'a' has the partition count '0'; 1 to 1024 is allowed.")]
    [InlineData("--topics a:1,a:1", "--topics: topic 'a' is listed twice; each name is allowed once.")]
    [InlineData("--colour red", "Unrecognized command or argument '--colour'.")]
    public async Task Broker_BadArgument_ExitsWithOneAndSaysWhatIsAllowed(string arguments, string message)
    {
        await using ChildProcess broker = ChildProcess.Start("Edge.dll", ["broker", .. arguments.Split(' ')]);

        Assert.Equal(1, await broker.WaitForExitAsync(KafkaClients.Deadline));
        Assert.Contains(broker.Lines, line => line.IsError && line.Text == message);
    }

    private static async Task<string> ReadyAsync(ChildProcess broker)
    {
        await broker.WaitForLineAsync(line => line == "ready", KafkaClients.Deadline);
        string first = broker.Lines[0].Text;
        Assert.StartsWith(AddressPrefix, first, StringComparison.Ordinal);
        return first[AddressPrefix.Length..];
    }
}
