using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace FederatedOrleans.Benchmarks.Streams;

/// <inheritdoc cref="IDeliveryGrain" />
[ImplicitStreamSubscription(StreamsTopic.Namespace)]
internal sealed class DeliveryGrain(Deliveries deliveries) : Grain, IDeliveryGrain, IStreamSubscriptionObserver, IAsyncObserver<KafkaRecordBatch>
{
    private bool _isCounted;

    /// <inheritdoc />
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<KafkaRecordBatch>().ResumeAsync(this);

    /// <inheritdoc />
    public Task OnNextAsync(KafkaRecordBatch item, StreamSequenceToken? token = null)
    {
        deliveries.Add(item.Count, isFirst: !_isCounted);
        _isCounted = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex)
    {
        deliveries.Fail(ex);
        return Task.CompletedTask;
    }
}
