using System.Globalization;
using FederatedOrleans.Benchmarks.Readings;
using FederatedOrleans.Benchmarks.Silos;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>A consumer as it is recommended: it reads the records of a batch in place.</summary>
internal sealed class IngestGrain(IngestResult result) : Grain, IIngestGrain, IAsyncObserver<KafkaRecordBatch>
{
    private StreamSubscriptionHandle<KafkaRecordBatch>? _subscription;
    private bool _isMeasured;

    /// <inheritdoc />
    public async Task Restart()
    {
        _isMeasured = false;
        if (_subscription is not null)
        {
            await _subscription.UnsubscribeAsync();
        }

        var stream = this.GetStreamProvider(BenchmarkSilo.Provider).GetStream<KafkaRecordBatch>(
            StreamId.Create(ReadingTopic.Name, this.GetPrimaryKeyLong().ToString(CultureInfo.InvariantCulture)));
        _subscription = await stream.SubscribeAsync(this, KafkaPosition.ExplicitStart(0));
    }

    /// <inheritdoc />
    public Task OnNextAsync(KafkaRecordBatch item, StreamSequenceToken? token = null)
    {
        // A delivery that was under way when the subscription ended may still come first.
        _isMeasured |= item.From == 0;
        if (_isMeasured)
        {
            ReadingAverage average = new();
            for (var i = 0; i < item.Count; i++)
            {
                average.Add(item[i].Value);
            }

            result.Add(average);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex)
    {
        result.Fail(ex);
        return Task.CompletedTask;
    }
}
