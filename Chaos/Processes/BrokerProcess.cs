using System.Globalization;

namespace FederatedOrleans.Chaos.Processes;

/// <summary>The embedded broker in a process of its own.</summary>
public sealed class BrokerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly ChildProcess _process;
    private readonly SemaphoreSlim _asking = new(1);

    private BrokerProcess(ChildProcess process, string bootstrapServers)
    {
        _process = process;
        BootstrapServers = bootstrapServers;
    }

    /// <summary>Where it listens.</summary>
    public string BootstrapServers { get; }

    /// <summary>The process.</summary>
    public ChildProcess Process => _process;

    /// <summary>Starts a broker with the topics of a federation and waits until it is ready.</summary>
    /// <param name="partitions">Partitions of the sensor topic.</param>
    /// <param name="brokers">How many brokers share the topics.</param>
    public static Task<BrokerProcess> StartAsync(int partitions, int brokers = 1) => StartAsync(
        $"sensor-data:{partitions},model-weights:1,rounds:1,global-model:1,anomalies:{partitions},sensor-data.rejected:1,model-weights.rejected:1", brokers);

    /// <summary>Starts a broker with topics and waits until it is ready.</summary>
    /// <param name="topics">Names with their numbers of partitions, as the broker takes them.</param>
    /// <param name="brokers">How many brokers share the topics.</param>
    public static async Task<BrokerProcess> StartAsync(string topics, int brokers = 1)
    {
        const string Prefix = "bootstrap.servers=";
        var process = ChildProcess.Start("Edge.dll", ["broker", "--topics", topics, "--brokers", brokers.ToString(CultureInfo.InvariantCulture)]);
        try
        {
            var address = await process.WaitForLineAsync(line => line.StartsWith(Prefix, StringComparison.Ordinal), Deadline);
            await process.WaitForLineAsync(line => line == "ready", Deadline);
            return new(process, address.Text[Prefix.Length..]);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives a command and takes its one line of answer; commands that come at once are answered one after the other.</summary>
    /// <param name="command">The command.</param>
    public async Task<string> AskAsync(string command)
    {
        await _asking.WaitAsync();
        try
        {
            return await _process.AskAsync(command, Deadline);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _asking.Dispose();
    }
}
