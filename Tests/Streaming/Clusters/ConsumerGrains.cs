using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Clusters;

/// <summary>Names the cluster that a grain belongs to, since the silos of all clusters share statics.</summary>
public sealed record ProbeScope(string Name);

/// <summary>An event of the tests.</summary>
public sealed record Reading(string Sensor, double Value);

/// <summary>A consumer of one partition.</summary>
public interface IConsumerGrain : IGrainWithStringKey
{
    /// <summary>Ends the activation.</summary>
    Task Restart();

    /// <summary>Makes an activation if there is none.</summary>
    Task Ping();
}

/// <summary>Hands everything it gets to its <see cref="Probe"/>.</summary>
public abstract class ConsumerGrain<T>(ProbeScope scope, string provider, string streamNamespace) : Grain, IConsumerGrain, IAsyncObserver<T>
{
    private Probe _probe = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _probe = Probe.Get($"{scope.Name}/{GetType().Name}/{key}");
        var stream = this.GetStreamProvider(provider).GetStream<T>(StreamId.Create(streamNamespace, key));
        foreach (var subscription in await stream.GetAllSubscriptionHandles())
        {
            await subscription.ResumeAsync(this, _probe.Start is { } start ? KafkaPosition.ImplicitStart(start) : null);
        }
    }

    public Task Restart()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Ping() => Task.CompletedTask;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        _probe.Take(item!);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

[ImplicitStreamSubscription(StreamCluster.BatchTopic)]
public sealed class BatchGrain(ProbeScope scope) : ConsumerGrain<KafkaRecordBatch>(scope, StreamCluster.Provider, StreamCluster.BatchTopic);

[ImplicitStreamSubscription(StreamCluster.JsonTopic)]
public sealed class JsonGrain(ProbeScope scope) : ConsumerGrain<Reading>(scope, StreamCluster.Provider, StreamCluster.JsonTopic);

[ImplicitStreamSubscription(StreamCluster.JsonTopic)]
public sealed class BytesGrain(ProbeScope scope) : ConsumerGrain<byte[]>(scope, StreamCluster.Provider, StreamCluster.JsonTopic);

[ImplicitStreamSubscription(TwinMapper.Left)]
public sealed class LeftGrain(ProbeScope scope) : ConsumerGrain<KafkaRecordBatch>(scope, StreamCluster.TwinProvider, TwinMapper.Left);

[ImplicitStreamSubscription(TwinMapper.Right)]
public sealed class RightGrain(ProbeScope scope) : ConsumerGrain<KafkaRecordBatch>(scope, StreamCluster.TwinProvider, TwinMapper.Right);
