using FederatedOrleans.Edge.Replay;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Sensors.Replay;
using FederatedOrleans.Tests.Sensors.Sending;

namespace FederatedOrleans.Tests.Edge;

public sealed class ReplayCommandTests : IDisposable
{
    private readonly RecordingFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Category", "Unit")]
    [InlineData("--speed", "fast", "--speed is 'fast'; allowed: max, realtime, or Nx with N from 0.001 to 1,000,000 (such as 10x).")]
    [InlineData("--delimiter", ";;", "--delimiter is ';;'; allowed: one ASCII character, or tab.")]
    [InlineData("--map", "temperature", "--map is 'temperature'; allowed: FEATURE=COLUMN, the feature not sensor_id or timestamp.")]
    public async Task Invoke_BadArgument_ExitsWithOneAndSaysWhatIsAllowed(string option, string value, string message)
    {
        var run = await CommandRun.StartAsync(ReplayCommand.Create(), Cancellation, "a.csv", "--map", "t=t", option, value);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Unit")]
    public async Task Invoke_FileMissing_ExitsWithOneAndNamesIt()
    {
        var run = await CommandRun.StartAsync(ReplayCommand.Create(), Cancellation, "no-such.csv", "--map", "t=t");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'no-such.csv', which does not exist", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Unit")]
    public async Task Invoke_ColumnMissing_ExitsWithOneAndNamesIt()
    {
        var file = _folder.Write("a.csv", "timestamp,t", "1,1");

        var run = await CommandRun.StartAsync(ReplayCommand.Create(), Cancellation, file, "--map", "t=Temperature");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("expected a column 'Temperature', found 'timestamp', 't'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Cluster")]
    public async Task Invoke_AllOptions_SendsTheRecordingAsTheySay()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("readings", 2);
        var a = _folder.Write("a.csv", "when\tid\tT\tV", "1000\tp\t1\t2", "bad", "3000\tp\t3\t4");
        var b = _folder.Write("b.csv", "when\tid\tT\tV", "901000\tq\t5\t6");

        var run = await CommandRun.StartAsync(
            ReplayCommand.Create(), Cancellation, a, b, "--bootstrap", cluster.BootstrapServers, "--topic", "readings",
            "--delimiter", "tab", "--time", "when", "--sensor-id", "id", "--map", "t=T", "--map", "v=V",
            "--align", "--partition-by-file", "--skip-bad-rows", "--speed", "1000000x");

        Assert.Equal($"sent 3 readings, 0 failed{Environment.NewLine}", run.Output);
        Assert.Equal($"left out 1 bad rows{Environment.NewLine}", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                (0, """{"sensor_id":"p","timestamp":1000,"t":1,"v":2}"""),
                (0, """{"sensor_id":"p","timestamp":3000,"t":3,"v":4}"""),
                (1, """{"sensor_id":"q","timestamp":1000,"t":5,"v":6}"""),
            ],
            cluster.ReadAll("readings", 2, Cancellation).Select(record => (record.Partition, record.Value)));
    }

    [Fact]
    [Trait("Category", "Cluster")]
    public async Task Invoke_NotMerged_SendsFileAfterFile()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("sensor-data", 1);
        var late = _folder.Write("late.csv", "timestamp,t", "5000,1", "6000,2");
        var early = _folder.Write("early.csv", "timestamp,t", "1000,3");

        var run = await CommandRun.StartAsync(
            ReplayCommand.Create(), Cancellation, late, early, "--bootstrap", cluster.BootstrapServers, "--map", "t=t", "--no-merge");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["late", "late", "early"], cluster.ReadAll("sensor-data", 1, Cancellation).Select(record => record.Key));
    }

    [Fact]
    [Trait("Category", "Cluster")]
    public async Task Invoke_BadRow_ExitsWithTwoAndTellsWhatWasSent()
    {
        using var cluster = EmbeddedKafkaCluster.Start();
        cluster.CreateTopic("sensor-data", 1);
        var file = _folder.Write("a.csv", "timestamp,t", "1,1", "2,warm");

        var run = await CommandRun.StartAsync(
            ReplayCommand.Create(), Cancellation, file, "--bootstrap", cluster.BootstrapServers, "--map", "t=t");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{file}, line 3, column 't'", run.Error, StringComparison.Ordinal);
        Assert.Equal($"sent 1 readings, 0 failed{Environment.NewLine}", run.Output);
    }
}
