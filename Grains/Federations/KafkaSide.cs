using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Log;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Topics;

namespace FederatedOrleans.Grains.Federations;

/// <summary>One Kafka beside its streams.</summary>
/// <param name="services">The silo's services.</param>
/// <param name="provider">The stream provider, whose name is the key of its services.</param>
internal sealed class KafkaSide(IServiceProvider services, string provider)
{
    private readonly KafkaTopicDirectory _topics = services.GetRequiredKeyedService<KafkaTopicDirectory>(provider);
    private readonly Lock _asking = new();
    private Task<string>? _clusterId;

    /// <summary>Writes to its topics.</summary>
    public KafkaProducer Producer { get; } = services.GetRequiredKeyedService<KafkaProducer>(provider);

    /// <summary>Reads its topics.</summary>
    public KafkaLogReader Reader { get; } = services.GetRequiredKeyedService<KafkaLogReader>(provider);

    /// <summary>How many partitions one of its topics has.</summary>
    /// <param name="topic">The topic.</param>
    public int PartitionCountOf(string topic) => _topics.GetPartitionCount(topic);

    /// <summary>The bounds of a partition of one of its topics.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<KafkaWatermarks> BoundsOfAsync(string topic, int partition, CancellationToken cancellationToken) =>
        Reader.GetWatermarksAsync(topic, partition, cancellationToken);

    /// <summary>The identity of a topic's log, asked anew: another cluster may have taken the place of one that was known.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<LogIdentity> IdentityOfAsync(string topic, CancellationToken cancellationToken)
    {
        var topicId = _topics.AskTopicIdAsync(topic, cancellationToken);
        return new($"{await ClusterIdAsync().WaitAsync(cancellationToken)}/{topic}", await topicId);
    }

    /// <summary>Asked once, however many grains wake up together: every question makes a client of its own.</summary>
    private Task<string> ClusterIdAsync()
    {
        lock (_asking)
        {
            return _clusterId is { IsCompleted: false } asked ? asked : _clusterId = Reader.GetClusterIdAsync(CancellationToken.None);
        }
    }
}
