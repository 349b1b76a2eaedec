using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using FederatedOrleans.Chaos.Readings;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Chaos.Outcomes;

/// <summary>Reads what a run has left, as any reader of the topics would.</summary>
/// <param name="bootstrapServers">The brokers.</param>
internal sealed class OutcomeReader(string bootstrapServers) : IDisposable
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private readonly KafkaLogReader _reader = new(new Dictionary<string, string> { ["bootstrap.servers"] = bootstrapServers });

    /// <summary>Reads everything.</summary>
    /// <param name="nodes">What the fog nodes say of themselves; null where nobody could be asked.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Outcome> ReadAsync(JsonElement? nodes, CancellationToken cancellationToken)
    {
        var rejectedReadings = ReadRejected("sensor-data.rejected");
        return new(
            [.. (nodes?.EnumerateArray() ?? []).OrderBy(node => node.GetProperty("partition").GetInt32()).Select(CountsOf)],
            [.. (await ReadValuesAsync("model-weights", cancellationToken)).Select(ContributionOf).OfType<Contribution>()],
            RoundsOf(await ReadValuesAsync("rounds", cancellationToken)),
            PublishedOf(await ReadValuesAsync("global-model", cancellationToken)),
            rejectedReadings.Select(headers => new RejectedReading(
                int.Parse(headers["partition"], CultureInfo.InvariantCulture),
                long.Parse(headers["offset"], CultureInfo.InvariantCulture),
                headers["reason"].Split(':')[0])).ToHashSet(),
            ReadRejected("model-weights.rejected").CountBy(headers => headers["reason"], StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));
    }

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();

    private async Task<IReadOnlyList<byte[]>> ReadValuesAsync(string topic, CancellationToken cancellationToken)
    {
        var bounds = await _reader.GetWatermarksAsync(topic, 0, cancellationToken);
        if (bounds.Low > 0)
        {
            throw new InvalidOperationException($"The broker has trimmed {topic}: its first {bounds.Low} records are gone, so nothing can be said of them.");
        }

        List<byte[]> values = [];
        await foreach (var record in _reader.ReadAsync(topic, 0, bounds.Low, bounds.High, cancellationToken))
        {
            values.Add(record.Value ?? []);
        }

        return values;
    }

    private List<Dictionary<string, string>> ReadRejected(string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "chaos",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            FetchWaitMaxMs = 10,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        List<Dictionary<string, string>> records = [];
        while (consumer.Consume(ReadTimeout) is var record)
        {
            if (record is null)
            {
                throw new TimeoutException($"{topic} could not be read within {ReadTimeout}.");
            }

            if (record.IsPartitionEOF)
            {
                break;
            }

            // A header that the original has too comes twice; the last one is meant.
            records.Add(record.Message.Headers.GroupBy(header => header.Key, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => Encoding.UTF8.GetString(same.Last().GetValueBytes()), StringComparer.Ordinal));
        }

        return records;
    }

    private static ReadingCounts CountsOf(JsonElement node) => new(
        node.GetProperty("readings").GetInt64(),
        node.GetProperty("late").GetInt64(),
        node.GetProperty("future").GetInt64(),
        node.GetProperty("malformed").GetInt64(),
        node.GetProperty("expired").GetInt64());

    private static Contribution? ContributionOf(byte[] value) =>
        JsonSerializer.Deserialize(value, TopicJson.Default.UpdateMessage) is { Kind: UpdateKind.Update } update
            ? new(update.Participant, update.WindowStart!.Value, update.Hash!)
            : null;

    /// <summary>The first entry for a version wins.</summary>
    private static List<DecidedRound> RoundsOf(IEnumerable<byte[]> values)
    {
        List<DecidedRound> rounds = [];
        foreach (var value in values)
        {
            if (JsonSerializer.Deserialize(value, TopicJson.Default.RoundsEntry) is RoundEntry round && round.Version == rounds.Count + 1)
            {
                rounds.Add(new(
                    round.Version,
                    round.WindowStart,
                    round.Hash,
                    [.. round.Inputs.Select(input => new Contribution(input.Participant, round.WindowStart, input.Hash))]));
            }
        }

        return rounds;
    }

    /// <summary>A reader ignores a version that is not above the one it holds.</summary>
    private static Dictionary<long, string> PublishedOf(IEnumerable<byte[]> values)
    {
        Dictionary<long, string> published = [];
        var newest = 0L;
        foreach (var model in values.Select(value => JsonSerializer.Deserialize(value, TopicJson.Default.GlobalModelMessage)!).Where(model => model.Version > newest))
        {
            newest = model.Version;
            published.Add(model.Version, model.Hash);
        }

        return published;
    }
}
