using System.Diagnostics.Metrics;

namespace Orleans.Streaming.Kafka.Diagnostics;

/// <summary>
/// The provider's instruments, on the meter <c>Orleans.Streaming.Kafka</c>. Every measurement carries the provider's name; those of partitions
/// carry topic and partition.
/// </summary>
internal sealed class KafkaStreamMetrics : IDisposable
{
    public const string MeterName = "Orleans.Streaming.Kafka";

    private readonly Meter _meter;
    private readonly KeyValuePair<string, object?> _provider;
    private readonly Counter<long> _consumedRecords;
    private readonly Counter<long> _consumedBytes;
    private readonly Counter<long> _producedRecords;
    private readonly Counter<long> _producedBytes;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _putAside;
    private readonly Counter<long> _missing;
    private readonly Histogram<double> _deliveryTime;
    private readonly Histogram<double> _commitTime;

    public KafkaStreamMetrics(string providerName, KafkaStreamStatus status, IMeterFactory? meters)
    {
        _provider = new("provider", providerName);
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _consumedRecords = _meter.CreateCounter<long>("kafka.consumed.records", "{record}", "Records that were fetched for streams.");
        _consumedBytes = _meter.CreateCounter<long>("kafka.consumed.bytes", "By", "Keys, values and headers that were fetched for streams.");
        _producedRecords = _meter.CreateCounter<long>("kafka.produced.records", "{record}", "Messages that Kafka has acknowledged.");
        _producedBytes = _meter.CreateCounter<long>("kafka.produced.bytes", "By", "Keys and values of messages that Kafka has acknowledged.");
        _retries = _meter.CreateCounter<long>("kafka.delivery.failures", "{delivery}", "Deliveries that failed and are tried again.");
        _putAside = _meter.CreateCounter<long>("kafka.rejected.records", "{record}", "Records that were put aside.");
        _missing = _meter.CreateCounter<long>("kafka.missing.offsets", "{offset}", "Offsets that a stream wanted and the log no longer held.");
        _deliveryTime = _meter.CreateHistogram<double>("kafka.delivery.duration", "s", "From the fetch of a batch until its consumer has processed it.");
        _commitTime = _meter.CreateHistogram<double>("kafka.commit.duration", "s", "How long a commit took.");
        foreach (var counter in (Counter<long>[])[_retries, _putAside, _missing])
        {
            // What has not happened yet is known to have happened never.
            counter.Add(0, _provider);
        }

        _meter.CreateObservableGauge("kafka.lag.records", () => Each(status, partition => partition.Lag), "{record}", "Records that are not processed.");
        _meter.CreateObservableGauge(
            "kafka.lag.duration", () => Each(status, partition => partition.LagTime.TotalSeconds), "s", "Age of the newest processed record while there is a lag.");
        _meter.CreateObservableGauge(
            "kafka.buffered.bytes", () => Each(status, partition => partition.BufferedBytes), "By", "Memory of records that are not processed.");
        _meter.CreateObservableGauge(
            "kafka.paused.partitions",
            () => new Measurement<int>(status.GetPartitions().Count(partition => partition.IsPaused), _provider),
            "{partition}",
            "Partitions whose fetching waits for consumers.");
        _meter.CreateObservableGauge(
            "kafka.active.rewinds", () => new Measurement<int>(status.ActiveRewinds, _provider), "{rewind}", "Streams that are brought up from old places.");
    }

    public void Consumed(string topic, int partition, int records, int bytes)
    {
        if (_consumedRecords.Enabled || _consumedBytes.Enabled)
        {
            KeyValuePair<string, object?>[] tags = [_provider, new("topic", topic), new("partition", partition)];
            _consumedRecords.Add(records, tags);
            _consumedBytes.Add(bytes, tags);
        }
    }

    public void Produced(string topic, int bytes)
    {
        _producedRecords.Add(1, _provider, new("topic", topic));
        _producedBytes.Add(bytes, _provider, new("topic", topic));
    }

    public void DeliveryFailed(string topic) => _retries.Add(1, _provider, new("topic", topic));

    public void PutAside(string topic, string reason) => _putAside.Add(1, _provider, new("topic", topic), new("reason", reason));

    public void Missing(string topic, long offsets) => _missing.Add(offsets, _provider, new("topic", topic));

    public void Delivered(string topic, TimeSpan time) => _deliveryTime.Record(time.TotalSeconds, _provider, new("topic", topic));

    public void Committed(TimeSpan time) => _commitTime.Record(time.TotalSeconds, _provider);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<T>> Each<T>(KafkaStreamStatus status, Func<KafkaPartitionStatus, T> measure)
        where T : struct =>
        status.GetPartitions().Select(partition => new Measurement<T>(
            measure(partition), _provider, new("topic", partition.Topic), new("partition", partition.Partition)));
}
