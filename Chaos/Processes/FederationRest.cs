using System.Text.Json;

namespace FederatedOrleans.Chaos.Processes;

/// <summary>Tells from a silo's answers whether a federation has come to rest.</summary>
public static class FederationRest
{
    /// <summary>Where the fog nodes answer.</summary>
    public const string NodesPath = "/api/federations/default/nodes";

    /// <summary>Where the aggregator answers.</summary>
    public const string FederationPath = "/api/federations/default";

    /// <summary>Whether the fog nodes have read so many records, are idle, and have sent what they have to say.</summary>
    /// <param name="nodes">The answer of <see cref="NodesPath"/>.</param>
    /// <param name="records">Records in the sensor topic.</param>
    public static bool IsRead(JsonElement nodes, long records) =>
        nodes.EnumerateArray().Sum(node => node.GetProperty("nextOffset").GetInt64()) == records
        && nodes.EnumerateArray().All(node => node.GetProperty("idle").GetBoolean() && node.GetProperty("outbox").GetInt32() == 0);

    /// <summary>Whether the aggregator has read what the fog nodes said, and no round is open.</summary>
    /// <param name="federation">The answer of <see cref="FederationPath"/>.</param>
    /// <param name="updates">The end of the updates topic when the fog nodes had said everything; the aggregator's own lag is that of its last fetch.</param>
    public static bool IsDecided(JsonElement federation, long updates) =>
        federation.GetProperty("status") is var status
        && status.GetProperty("openRounds").GetInt32() == 0
        && status.GetProperty("nextOffset").GetInt64() >= updates;
}
