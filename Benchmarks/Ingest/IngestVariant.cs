namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>Ways to get readings from a topic to their average.</summary>
internal enum IngestVariant
{
    /// <summary>A hand-written loop over Confluent.Kafka's <c>Consume()</c> with source-generated System.Text.Json.</summary>
    ConsumeLoop,

    /// <summary>The leanest loop over librdkafka's batch call with <see cref="System.Text.Json.Utf8JsonReader"/>.</summary>
    BatchLoop,

    /// <summary>The stream provider on a silo, feeding grains that parse and average.</summary>
    Provider,

    /// <summary>The same, and everything that a silo tells about itself is on and pushed.</summary>
    ProviderWithTelemetry,
}
