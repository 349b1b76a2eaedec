using System.Text.Json;
using Confluent.Kafka;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Participants that know nothing of this system but the page on topics: a Kafka client and JSON.</summary>
public sealed class ExternalParticipants : IDisposable
{
    private readonly IProducer<string, string> _producer;

    /// <summary>Connects.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    public ExternalParticipants(string bootstrapServers) => _producer = new ProducerBuilder<string, string>(
        new ProducerConfig { BootstrapServers = bootstrapServers, EnableIdempotence = true }).SetLogHandler((_, _) => { }).Build();

    /// <summary>Sends an update of a model with three weights, as JSON numbers or as base64.</summary>
    public Task SendAsync(string participant, long baseVersion, float[] weights, bool asBase64 = false, string? id = null)
    {
        Dictionary<string, object?> update = new()
        {
            ["federation"] = FederationCluster.Federation,
            ["participant"] = participant,
            ["kind"] = "update",
            ["model"] = "logistic",
            ["baseVersion"] = baseVersion,
            ["samples"] = 100,
            [asBase64 ? "weightsBase64" : "weights"] = asBase64 ? Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(weights)) : weights,
        };
        if (id is not null)
        {
            update["id"] = id;
        }

        return SendAsync(JsonSerializer.Serialize(update));
    }

    /// <summary>Sends a message.</summary>
    public Task SendAsync(string json) => _producer.ProduceAsync(
        new TopicPartition("model-weights", 0), new() { Key = FederationCluster.Federation, Value = json }, TestContext.Current.CancellationToken);

    /// <inheritdoc />
    public void Dispose() => _producer.Dispose();
}
