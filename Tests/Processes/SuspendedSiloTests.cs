using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Streaming.Kafka.Log;
using StackExchange.Redis;

namespace FederatedOrleans.Tests.Processes;

/// <summary>
/// The silo of the root is suspended until others have taken its work over and finished it, and then resumed: it still believes that the work is its own.
/// </summary>
[Trait("Category", "Process")]
public sealed class SuspendedSiloTests
{
    /// <summary>Membership that gives a silent silo up after 2 to 4 seconds.</summary>
    private static readonly Dictionary<string, string?> Impatient = new()
    {
        ["Membership__ProbeTimeout"] = "00:00:00.500",
        ["Membership__MissedProbes"] = "2",
    };

    [Fact]
    public Task Zombie_WithShortMembership_WritesNoStateAndDecidesNothing() =>
        ResumeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(8), readings: 1_600, Impatient);

    [Fact]
    [Trait("Category", "Long")]
    public Task Zombie_Of60SecondsWithDefaults_WritesNoStateAndDecidesNothing() =>
        ResumeAsync(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(40), readings: 6_000, []);

    private static async Task ResumeAsync(TimeSpan least, TimeSpan sendingTime, int readings, Dictionary<string, string?> settings)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Processes are suspended with signals.");
        await using var fleet = await ProcessFleet.StartAsync(readings, settings);
        var sending = await fleet.SendToAsync(silos: 2, sendingTime);
        await fleet.WaitForReadingsAsync(3);
        var zombie = await RootHost.FindAsync(fleet.Silos);
        fleet.Silos.Remove(zombie);
        await using var _ = zombie;
        zombie.Process.Send(ProcessSignal.Stop);
        if (least > TimeSpan.Zero)
        {
            await ProcessFleet.PassAsync(least);
        }

        await sending;
        await fleet.CheckAsync();
        var states = await ReadStatesAsync(fleet.Store);
        var decided = await ReadEntriesAsync(fleet);

        zombie.Process.Send(ProcessSignal.Continue);

        // It learns that it was given up, and ends.
        await zombie.Process.WaitForExitAsync(ProcessFleet.Deadline);
        Assert.Equal(states, await ReadStatesAsync(fleet.Store));
        var entries = await ReadEntriesAsync(fleet);
        Assert.Equal(decided, entries[..decided.Count]);
        Assert.All(entries[decided.Count..], late => Assert.True(late.Version <= fleet.Expected.Rounds.Count, $"{late} would count."));
        await fleet.CheckAsync();
    }

    /// <summary>What the store holds of the grains.</summary>
    private static async Task<SortedDictionary<string, string>> ReadStatesAsync(GarnetProcess store)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(store.ConnectionString);
        SortedDictionary<string, string> states = new(StringComparer.Ordinal);
        await foreach (var key in connection.GetServers()[0].KeysAsync(pattern: "*"))
        {
            if (key.ToString().Contains("fog-node", StringComparison.Ordinal) || key.ToString().Contains("global-aggregator", StringComparison.Ordinal))
            {
                var fields = await connection.GetDatabase().HashGetAllAsync(key);
                states.Add(key.ToString(), string.Join(' ', fields.Select(field => Convert.ToHexString((byte[])field.Value!))));
            }
        }

        Assert.NotEmpty(states);
        return states;
    }

    /// <summary>All decisions on versions, those that came second included.</summary>
    private static async Task<List<(long Version, string Writer)>> ReadEntriesAsync(ProcessFleet fleet)
    {
        using var reader = new KafkaLogReader(new Dictionary<string, string> { ["bootstrap.servers"] = fleet.Broker.BootstrapServers });
        var bounds = await reader.GetWatermarksAsync("rounds", 0);
        List<(long, string)> entries = [];
        await foreach (var record in reader.ReadAsync("rounds", 0, bounds.Low, bounds.High))
        {
            if (JsonSerializer.Deserialize(record.Value!, TopicJson.Default.RoundsEntry) is RoundEntry round)
            {
                entries.Add((round.Version, round.Writer));
            }
        }

        return entries;
    }
}
