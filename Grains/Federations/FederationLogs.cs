using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Rejection;
using FederatedOrleans.Grains.Tiers;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Log;
using Orleans.Streaming.Kafka.Mapping;

namespace FederatedOrleans.Grains.Federations;

/// <summary>What grains read from and write to a federation's topics beside their stream. Each topic is looked for on its side of Kafka.</summary>
internal sealed class FederationLogs(IOptions<FederationsOptions> federations, KafkaSides sides, IServiceProvider services)
{
    private readonly KafkaSide _updates = new(services, sides.UpdatesProvider);
    private readonly KafkaSide? _sensors = sides.SensorsProvider is { } provider ? new(services, provider) : null;

    public FederationOptions OptionsOf(string federation) => federations.Value.Federations.TryGetValue(federation, out var options)
        ? options
        : throw new KeyNotFoundException($"There is no federation '{federation}'; known are: {string.Join(", ", federations.Value.Federations.Keys)}.");

    /// <summary>The stream provider of the updates' side.</summary>
    public string UpdatesProvider => sides.UpdatesProvider;

    /// <summary>Whether this silo reaches the sensors' side.</summary>
    public bool ReachesSensors => _sensors is not null;

    private KafkaSide Sensors => _sensors ?? throw new InvalidOperationException("A silo with the role cloud does not reach the sensors' Kafka.");

    /// <summary>How many partitions a topic of the updates' side has.</summary>
    public int PartitionCountOf(string topic) => _updates.PartitionCountOf(topic);

    /// <summary>How many partitions a topic of the sensors' side has.</summary>
    /// <exception cref="InvalidOperationException">This silo does not reach it.</exception>
    public int SensorPartitionCountOf(string topic) => Sensors.PartitionCountOf(topic);

    /// <inheritdoc cref="KafkaSide.IdentityOfAsync" />
    /// <remarks>Of the updates' side.</remarks>
    public Task<LogIdentity> IdentityOfAsync(string topic, CancellationToken cancellationToken) => _updates.IdentityOfAsync(topic, cancellationToken);

    /// <summary>The identity of a federation's sensor log.</summary>
    public Task<LogIdentity> SensorIdentityAsync(FederationOptions options, CancellationToken cancellationToken) =>
        Sensors.IdentityOfAsync(options.SensorTopic, cancellationToken);

    /// <summary>The bounds of a partition of a federation's sensor log.</summary>
    public Task<KafkaWatermarks> SensorBoundsAsync(FederationOptions options, int partition, CancellationToken cancellationToken) =>
        Sensors.BoundsOfAsync(options.SensorTopic, partition, cancellationToken);

    /// <summary>Writes what a participant says to the aggregator that takes it: its region, or the root where there are none.</summary>
    public Task<long> WriteUpdateAsync(FederationOptions options, UpdateMessage message, IReadOnlyDictionary<string, byte[]>? headers = null) => WriteAsync(
        options.UpdatesTopic,
        FederationRegions.AggregatorOf(message.Federation, message.Participant, options.Regions),
        JsonSerializer.SerializeToUtf8Bytes(message, TopicJson.Default.UpdateMessage),
        headers);

    /// <summary>Writes what a region says to the root.</summary>
    public Task<long> WriteRegionalAsync(FederationOptions options, UpdateMessage message) =>
        WriteAsync(options.UpdatesTopic, message.Federation, JsonSerializer.SerializeToUtf8Bytes(message, TopicJson.Default.UpdateMessage));

    public Task<long> WriteDecisionAsync(FederationOptions options, RoundsEntry entry) =>
        WriteAsync(options.RoundsTopic, entry.Federation, JsonSerializer.SerializeToUtf8Bytes(entry, TopicJson.Default.RoundsEntry));

    public Task<long> WriteModelAsync(FederationOptions options, GlobalModelMessage model) =>
        WriteAsync(options.ModelTopic, model.Federation, JsonSerializer.SerializeToUtf8Bytes(model, TopicJson.Default.GlobalModelMessage));

    /// <summary>Writes scores in order, each keyed by its sensor, and waits until Kafka has them.</summary>
    public Task WriteScoresAsync(FederationOptions options, IEnumerable<AnomalyMessage> scores) => Task.WhenAll(scores.Select(score => Sensors.Producer.ProduceAsync(
        options.AnomaliesTopic,
        PartitionOfSensor(score.Sensor, SensorPartitionCountOf(options.AnomaliesTopic)),
        score.Sensor is null ? null : Encoding.UTF8.GetBytes(score.Sensor),
        JsonSerializer.SerializeToUtf8Bytes(score, TopicJson.Default.AnomalyMessage))));

    /// <summary>Puts readings aside.</summary>
    public Task RejectReadingsAsync(FederationOptions options, int partition, IReadOnlyCollection<RejectedRecord> records) =>
        RejectedTopic.WriteAsync(Sensors.Producer, options.SensorTopic, partition, records);

    /// <summary>Puts records of a topic of the updates' side aside.</summary>
    public Task RejectAsync(string topic, int partition, IReadOnlyCollection<RejectedRecord> records) =>
        RejectedTopic.WriteAsync(_updates.Producer, topic, partition, records);

    /// <summary>The updates partition in which an aggregator lives.</summary>
    public int UpdatesPartitionOf(string aggregator, FederationOptions options) =>
        FederationStreams.PartitionOf(aggregator, PartitionCountOf(options.UpdatesTopic));

    /// <summary>The rounds partition that holds an aggregator's decisions.</summary>
    public int RoundsPartitionOf(string aggregator, FederationOptions options) =>
        FederationStreams.PartitionOf(aggregator, PartitionCountOf(options.RoundsTopic));

    public Task<KafkaWatermarks> UpdatesBoundsAsync(string aggregator, FederationOptions options, CancellationToken cancellationToken) =>
        _updates.Reader.GetWatermarksAsync(options.UpdatesTopic, UpdatesPartitionOf(aggregator, options), cancellationToken);

    public Task<KafkaWatermarks> RoundsBoundsAsync(string aggregator, FederationOptions options, CancellationToken cancellationToken) =>
        _updates.Reader.GetWatermarksAsync(options.RoundsTopic, RoundsPartitionOf(aggregator, options), cancellationToken);

    /// <summary>The well-formed messages of the updates partition between two offsets.</summary>
    public async IAsyncEnumerable<UpdateMessage> ReadUpdatesAsync(
        string aggregator, FederationOptions options, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in _updates.Reader.ReadAsync(options.UpdatesTopic, UpdatesPartitionOf(aggregator, options), from, to, cancellationToken))
        {
            if (TryParse(record.Value, out var message))
            {
                yield return message;
            }
        }
    }

    /// <summary>An aggregator's decisions between two offsets of its rounds partition, each with its offset.</summary>
    public async IAsyncEnumerable<(long Offset, RoundsEntry Entry)> ReadDecisionsAsync(
        string aggregator, FederationOptions options, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = Encoding.UTF8.GetBytes(aggregator);
        await foreach (var record in _updates.Reader.ReadAsync(options.RoundsTopic, RoundsPartitionOf(aggregator, options), from, to, cancellationToken))
        {
            if (!IsOther(record.Key, key) && ParseDecision(record.Value) is { } entry && entry.Federation == aggregator)
            {
                yield return (record.Offset, entry);
            }
        }
    }

    /// <summary>Reads an update message.</summary>
    /// <param name="json">The record's value.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether the record is one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> json, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out UpdateMessage? message)
    {
        try
        {
            message = json.IsEmpty ? null : JsonSerializer.Deserialize(json, TopicJson.Default.UpdateMessage);
        }
        catch (JsonException)
        {
            message = null;
        }

        return message is not null;
    }

    private static int PartitionOfSensor(string? sensor, int partitionCount) =>
        sensor is null ? 0 : KafkaPartitioner.GetPartition(Encoding.UTF8.GetBytes(sensor), partitionCount);

    /// <summary>Reads a decision.</summary>
    /// <param name="json">The record's value.</param>
    /// <returns>The decision; null where the record is none that this release knows.</returns>
    public static RoundsEntry? ParseDecision(byte[]? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, TopicJson.Default.RoundsEntry);
        }
        catch (JsonException)
        {
            // Not written by an aggregator: it decides nothing.
            return null;
        }
        catch (NotSupportedException)
        {
            // A kind of decision that this version does not know.
            return null;
        }
    }

    /// <summary>Where there are regions, most of a partition's entries are of others: only their keys are looked at.</summary>
    private static bool IsOther(byte[]? key, byte[] aggregator) =>
        key is { Length: > 0 } && !key.AsSpan().SequenceEqual(aggregator) && (key.AsSpan().Contains((byte)'@') || aggregator.AsSpan().Contains((byte)'@'));

    private Task<long> WriteAsync(string topic, string aggregator, byte[] value, IReadOnlyDictionary<string, byte[]>? headers = null) =>
        _updates.Producer.ProduceAsync(topic, FederationStreams.PartitionOf(aggregator, PartitionCountOf(topic)), Encoding.UTF8.GetBytes(aggregator), value, headers);
}
