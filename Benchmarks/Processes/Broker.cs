namespace FederatedOrleans.Benchmarks.Processes;

/// <summary>An embedded Kafka cluster in a process of its own, so that nobody's processor time is mixed with the broker's.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private const string AddressPrefix = "bootstrap.servers=";
    private readonly LineProcess _process;

    private Broker(LineProcess process, string bootstrapServers)
    {
        _process = process;
        BootstrapServers = bootstrapServers;
    }

    /// <summary>Its address.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts a broker with topics.</summary>
    public static async Task<Broker> StartAsync(params IEnumerable<(string Name, int Partitions)> topics)
    {
        var process = LineProcess.Start("Edge.dll", "broker", "--topics", string.Join(',', topics.Select(topic => $"{topic.Name}:{topic.Partitions}")));
        var address = await process.ReadAsync();
        if (!address.StartsWith(AddressPrefix, StringComparison.Ordinal) || await process.ReadAsync() != "ready")
        {
            throw new InvalidOperationException($"The broker did not start: {address}");
        }

        return new(process, address[AddressPrefix.Length..]);
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.AskAsync("quit");
        await _process.DisposeAsync();
    }
}
