using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Reads decisions as anyone would: the first entry for a version wins.</summary>
public static class RoundsTopic
{
    /// <summary>The versions in order.</summary>
    /// <param name="reader">Reads the broker.</param>
    public static async Task<IReadOnlyList<RoundEntry>> ReadAsync(KafkaLogReader reader)
    {
        var bounds = await reader.GetWatermarksAsync("rounds", 0);
        List<RoundEntry> rounds = [];
        await foreach (var record in reader.ReadAsync("rounds", 0, bounds.Low, bounds.High))
        {
            if (JsonSerializer.Deserialize(record.Value!, TopicJson.Default.RoundsEntry) is RoundEntry round
                && round.Federation == FederationCluster.Federation
                && round.Version == rounds.Count + 1)
            {
                rounds.Add(round);
            }
        }

        return rounds;
    }
}
