using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Edge.Verify.Fog;

/// <summary>One partition of the sensor topic, as it is found when verification looks.</summary>
internal interface ISensorLog
{
    /// <summary>Topic and partition, for people.</summary>
    string Name { get; }

    /// <summary>The first offset that the log still holds.</summary>
    long Low { get; }

    /// <summary>Reads the log from <see cref="Low"/> to its end.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<KafkaLogRecord> ReadAsync(CancellationToken cancellationToken);
}
