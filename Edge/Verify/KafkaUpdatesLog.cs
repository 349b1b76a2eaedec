using System.Globalization;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Edge.Verify;

/// <summary>The updates log in Kafka, bounded by what it held when it was opened. Reading forward is one continuous fetch.</summary>
internal sealed class KafkaUpdatesLog : IUpdatesLog, IAsyncDisposable
{
    private readonly KafkaLogReader _reader;
    private readonly string _topic;
    private readonly int _partition;
    private readonly string _identity;
    private readonly KafkaWatermarks _bounds;
    private readonly string _aggregator;
    private IAsyncEnumerator<KafkaLogRecord>? _cursor;
    private long _cursorNext;

    private KafkaUpdatesLog(KafkaLogReader reader, string topic, int partition, string identity, KafkaWatermarks bounds, string aggregator) =>
        (_reader, _topic, _partition, _identity, _bounds, _aggregator) = (reader, topic, partition, identity, bounds, aggregator);

    /// <inheritdoc />
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{_topic}/{_partition}");

    /// <inheritdoc />
    public long Low => _bounds.Low;

    /// <inheritdoc />
    public long High => _bounds.High;

    /// <summary>Opens the log that a configuration names, or its copy.</summary>
    /// <param name="request">What is asked for: brokers, and the topic of the copy if one is to be read.</param>
    /// <param name="configuration">The configuration of an aggregator, whose messages alone are of interest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Orleans.Streaming.Kafka.KafkaStreamException">The topic does not exist or no broker answered.</exception>
    public static async Task<KafkaUpdatesLog> OpenAsync(VerifyRequest request, ConfigurationEntry configuration, CancellationToken cancellationToken)
    {
        var (topic, partition) = (request.UpdatesTopic ?? configuration.UpdatesTopic, configuration.UpdatesPartition);
        var reader = new KafkaLogReader(request.ClientSettings);
        try
        {
            var clusterId = await reader.GetClusterIdAsync(cancellationToken);
            var bounds = await reader.GetWatermarksAsync(topic, partition, cancellationToken);
            return new(reader, topic, partition, $"{clusterId}/{configuration.UpdatesTopic}", bounds, configuration.Federation);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    /// <remarks>A topic that was made anew in the same cluster has its id behind its name.</remarks>
    public bool Is(string log) => log == _identity || log.StartsWith(_identity + '/', StringComparison.Ordinal);

    /// <inheritdoc />
    public async ValueTask<UpdateRecord?> ReadAsync(long offset, CancellationToken cancellationToken)
    {
        if (offset >= High)
        {
            return null;
        }

        if (_cursor is null || offset != _cursorNext)
        {
            await CloseCursorAsync();
            _cursor = _reader.ReadAsync(_topic, _partition, offset, High, cancellationToken).GetAsyncEnumerator(cancellationToken);
        }

        if (!await _cursor.MoveNextAsync())
        {
            await CloseCursorAsync();
            return null;
        }

        var record = _cursor.Current;
        _cursorNext = record.Offset + 1;
        return new(record.Offset, TopicRecords.ReadUpdate(record.Key, record.Value, _aggregator), record.Value?.Length ?? 0);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CloseCursorAsync();
        _reader.Dispose();
    }

    private async ValueTask CloseCursorAsync()
    {
        if (_cursor is not null)
        {
            await _cursor.DisposeAsync();
            _cursor = null;
        }
    }
}
