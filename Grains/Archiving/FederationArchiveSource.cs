using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>A federation's logs in Kafka.</summary>
internal sealed class FederationArchiveSource(string federation, FederationLogs logs, ArchiveReader reader) : IArchiveSource
{
    private readonly FederationOptions _options = logs.OptionsOf(federation);

    public async Task<string> IdentityOfAsync(ArchivedKind kind, CancellationToken cancellationToken) =>
        (await logs.IdentityOfAsync(TopicOf(kind), cancellationToken)).Name;

    public int PartitionOf(ArchivedKind kind) =>
        kind == ArchivedKind.Rounds ? logs.RoundsPartitionOf(federation, _options) : logs.UpdatesPartitionOf(federation, _options);

    public Task<KafkaWatermarks> BoundsOfAsync(ArchivedKind kind, CancellationToken cancellationToken) =>
        reader.Kafka.GetWatermarksAsync(TopicOf(kind), PartitionOf(kind), cancellationToken);

    public IAsyncEnumerable<KafkaLogRecord> ReadAsync(ArchivedKind kind, long from, long to, CancellationToken cancellationToken) =>
        reader.Kafka.ReadAsync(TopicOf(kind), PartitionOf(kind), from, to, cancellationToken);

    private string TopicOf(ArchivedKind kind) => kind == ArchivedKind.Rounds ? _options.RoundsTopic : _options.UpdatesTopic;
}
