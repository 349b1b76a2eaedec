using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace FederatedOrleans.Benchmarks.Memory;

/// <inheritdoc cref="IStoppedGrain" />
[ImplicitStreamSubscription(MemoryTopic.Full)]
[ImplicitStreamSubscription(MemoryTopic.Empty)]
internal sealed class StoppedGrain(StoppedDeliveries deliveries) : Grain, IStoppedGrain, IStreamSubscriptionObserver, IAsyncObserver<KafkaRecordBatch>
{
    /// <inheritdoc />
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<KafkaRecordBatch>().ResumeAsync(this);

    /// <inheritdoc />
    public Task OnNextAsync(KafkaRecordBatch item, StreamSequenceToken? token = null) => deliveries.StopAsync();

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
