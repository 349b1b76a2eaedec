using System.Text.Json;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Chaos.Processes;

/// <summary>Waits until a federation has come to rest, by what silos answer.</summary>
public static class FederationRest
{
    /// <summary>Where the fog nodes answer.</summary>
    public const string NodesPath = "/api/federations/default/nodes";

    /// <summary>Where the aggregator answers.</summary>
    public const string FederationPath = "/api/federations/default";

    /// <summary>Waits until the fog nodes have read this many records, all are idle, and the aggregator has read what they said and decided it.</summary>
    /// <param name="ask">Asks a silo for what is behind a path.</param>
    /// <param name="records">Records in the sensor topic.</param>
    /// <param name="updates">The brokers of the updates topic. The aggregator's own lag is that of its last fetch, so the topic's end is asked for.</param>
    /// <param name="deadline">How long to wait at most, for each of both.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The federation did not come to rest.</exception>
    public static async Task WaitAsync(
        Func<string, Task<JsonElement>> ask, long records, string updates, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        await Polling.UntilAsync(
            () => ask(NodesPath), nodes => IsRead(nodes, records), deadline, $"{records} records are read and all nodes are idle", cancellationToken);
        using KafkaLogReader reader = new(new Dictionary<string, string> { ["bootstrap.servers"] = updates });
        var bounds = await Polling.UntilAsync(
            () => reader.GetWatermarksAsync("model-weights", 0, cancellationToken), _ => true, deadline, "the end of the updates topic is known", cancellationToken);
        await Polling.UntilAsync(
            () => ask(FederationPath), federation => IsDecided(federation, bounds.High), deadline, "the aggregator has read everything", cancellationToken);
    }

    /// <summary>Whether the fog nodes have read so many records, are idle, and have sent what they have to say.</summary>
    /// <param name="nodes">The answer of <see cref="NodesPath"/>.</param>
    /// <param name="records">Records in the sensor topic.</param>
    private static bool IsRead(JsonElement nodes, long records) =>
        nodes.EnumerateArray().Sum(node => node.GetProperty("nextOffset").GetInt64()) == records
        && nodes.EnumerateArray().All(node => node.GetProperty("idle").GetBoolean() && node.GetProperty("outbox").GetInt32() == 0);

    /// <summary>Whether the aggregator has read what the fog nodes said, and no round is open.</summary>
    /// <param name="federation">The answer of <see cref="FederationPath"/>.</param>
    /// <param name="updates">The end of the updates topic when the fog nodes had said everything.</param>
    private static bool IsDecided(JsonElement federation, long updates) =>
        federation.GetProperty("status") is var status
        && status.GetProperty("openRounds").GetInt32() == 0
        && status.GetProperty("nextOffset").GetInt64() >= updates;
}
