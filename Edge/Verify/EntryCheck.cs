using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>Compares what the logs make of a round with what is recorded, field by field and in everything but who wrote it and when.</summary>
internal static class EntryCheck
{
    private const int MaxLength = 200;

    /// <summary>The first difference, or null.</summary>
    /// <param name="expected">What the logs give.</param>
    /// <param name="found">What is recorded; its numbers are finite.</param>
    public static Difference? Of(RoundsEntry expected, RoundsEntry found)
    {
        var (one, other) = (Fields(expected), Fields(found));
        foreach (var name in one.Select(field => field.Key).Union(other.Select(field => field.Key), StringComparer.Ordinal))
        {
            var (should, does) = (one[name]?.ToJsonString() ?? "none", other[name]?.ToJsonString() ?? "none");
            if (should != does)
            {
                var start = Math.Max(0, Common(should, does) - (MaxLength / 2));
                return new($"the closing's {name}", Cut(should, start), Cut(does, start));
            }
        }

        return null;
    }

    private static JsonObject Fields(RoundsEntry entry) =>
        JsonSerializer.SerializeToNode(entry with { Writer = "", CreatedAt = default }, TopicJson.Default.RoundsEntry)!.AsObject();

    private static int Common(string one, string other) => one.AsSpan().CommonPrefixLength(other);

    private static string Cut(string text, int start) =>
        start >= text.Length ? text[^Math.Min(text.Length, MaxLength)..] : text.Substring(start, Math.Min(MaxLength, text.Length - start));
}
