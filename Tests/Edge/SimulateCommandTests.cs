using FederatedOrleans.Edge.Simulate;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Sensors.Sending;

namespace FederatedOrleans.Tests.Edge;

public sealed class SimulateCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("Category", "Unit")]
    [InlineData("--sensors", "0", "--sensors is '0'; allowed: 1 to 1000000.")]
    [InlineData("--sensors", "many", "--sensors is 'many'; allowed: 1 to 1000000.")]
    [InlineData("--rate", "-1", "--rate is '-1'; allowed: 0, or 0.001 to 10000000.")]
    [InlineData("--null-rate", "1.5", "--null-rate is '1.5'; allowed: 0 to 1, the three rates together at most 1.")]
    [InlineData("--seed", "x", "--seed is 'x'; allowed: any integer.")]
    [InlineData("--count", "-1", "--count is '-1'; allowed: 0 or more.")]
    [InlineData("--kafka", "novalue", "--kafka is '***'; allowed: NAME=VALUE.")]
    public async Task Invoke_BadArgument_ExitsWithOneAndSaysWhatIsAllowed(string option, string value, string message)
    {
        var run = await CommandRun.StartAsync(SimulateCommand.Create(), Cancellation, option, value);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Unit")]
    public async Task Invoke_SharesAboveOneTogether_ExitsWithOne()
    {
        var run = await CommandRun.StartAsync(SimulateCommand.Create(), Cancellation, "--null-rate", "0.6", "--malformed-rate", "0.6");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is 1.2; allowed: a sum of 0 to 1.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Unit")]
    public async Task Invoke_UnknownKafkaSetting_ExitsWithOneAndNamesIt()
    {
        var run = await CommandRun.StartAsync(SimulateCommand.Create(), Cancellation, "--kafka", "no.such=1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no.such", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Cluster")]
    public async Task Invoke_WithCount_StoresThatManyAndSaysSo()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("readings", 2);

        var run = await CommandRun.StartAsync(
            SimulateCommand.Create(), Cancellation, "--bootstrap", cluster.BootstrapServers, "--topic", "readings",
            "--count", "250", "--rate", "0");

        Assert.Equal(new CommandRun(0, $"sent 250 readings, 0 failed{Environment.NewLine}", ""), run);
        Assert.Equal(250, cluster.ReadAll("readings", 2, Cancellation).Count);
    }

    [Fact]
    [Trait("Category", "Cluster")]
    public async Task Invoke_EndlessCancelled_ExitsWithZero()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("sensor-data", 1);
        using CancellationTokenSource cancellation = new();
        var running = CommandRun.StartAsync(SimulateCommand.Create(), cancellation.Token, "--bootstrap", cluster.BootstrapServers);

        await cluster.WaitForRecordAsync("sensor-data", Cancellation);
        await cancellation.CancelAsync();
        var run = await running;

        Assert.Equal(0, run.ExitCode);
        Assert.Matches("^sent [1-9][0-9]* readings, 0 failed", run.Output);
    }

    [Fact]
    [Trait("Category", "Cluster")]
    public async Task Invoke_CountedCancelledEarly_ExitsWith130()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("sensor-data", 1);
        using CancellationTokenSource cancellation = new();
        var running = CommandRun.StartAsync(
            SimulateCommand.Create(), cancellation.Token, "--bootstrap", cluster.BootstrapServers, "--count", "1000000");

        await cluster.WaitForRecordAsync("sensor-data", Cancellation);
        await cancellation.CancelAsync();

        Assert.Equal(130, (await running).ExitCode);
    }

    [Fact]
    [Trait("Category", "Cluster")]
    public async Task Invoke_ReadingsRefused_ExitsWithTwoAndSaysWhy()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("sensor-data", 1);
        cluster.PushRequestErrors(KafkaApi.Produce, Confluent.Kafka.ErrorCode.TopicAuthorizationFailed);

        var run = await CommandRun.StartAsync(
            SimulateCommand.Create(), Cancellation, "--bootstrap", cluster.BootstrapServers, "--count", "1");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("authorization failed", run.Error, StringComparison.Ordinal);
        Assert.EndsWith($"sent 0 readings, 1 failed{Environment.NewLine}", run.Output, StringComparison.Ordinal);
    }
}
