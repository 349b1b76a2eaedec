using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Chaos.Processes;

/// <summary>The topic between fog nodes and aggregator, asked for what the aggregator does not know yet.</summary>
/// <param name="bootstrapServers">The brokers.</param>
public sealed class UpdatesTopic(string bootstrapServers) : IDisposable
{
    private readonly KafkaLogReader _reader = new(new Dictionary<string, string> { ["bootstrap.servers"] = bootstrapServers });

    /// <summary>The offset behind the last message that was sent.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Exception">The broker does not answer.</exception>
    public async Task<long> GetEndAsync(CancellationToken cancellationToken) => (await _reader.GetWatermarksAsync("model-weights", 0, cancellationToken)).High;

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();
}
