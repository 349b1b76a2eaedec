using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>The logs of one federation, as the archive reads them.</summary>
internal interface IArchiveSource
{
    /// <summary>The log as it is recorded: cluster id and topic.</summary>
    Task<string> IdentityOfAsync(ArchivedKind kind, CancellationToken cancellationToken);

    /// <summary>The partition that the federation lives in.</summary>
    int PartitionOf(ArchivedKind kind);

    /// <summary>The bounds of that partition.</summary>
    Task<KafkaWatermarks> BoundsOfAsync(ArchivedKind kind, CancellationToken cancellationToken);

    /// <summary>The records between two offsets of it, those of other federations included.</summary>
    IAsyncEnumerable<KafkaLogRecord> ReadAsync(ArchivedKind kind, long from, long to, CancellationToken cancellationToken);
}
