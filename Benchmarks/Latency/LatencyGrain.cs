using System.Buffers.Binary;
using System.Diagnostics;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace FederatedOrleans.Benchmarks.Latency;

/// <inheritdoc cref="ILatencyGrain" />
[ImplicitStreamSubscription(LatencyTopic.Name)]
internal sealed class LatencyGrain(Latencies latencies) : Grain, ILatencyGrain, IStreamSubscriptionObserver, IAsyncObserver<KafkaRecordBatch>
{
    /// <inheritdoc />
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<KafkaRecordBatch>().ResumeAsync(this);

    /// <inheritdoc />
    public Task OnNextAsync(KafkaRecordBatch item, StreamSequenceToken? token = null)
    {
        var now = Stopwatch.GetTimestamp();
        for (var i = 0; i < item.Count; i++)
        {
            latencies.Add(Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(item[i].Key), now).TotalMilliseconds);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex) => throw new InvalidOperationException("The stream has a hole.", ex);
}
