using System.CommandLine;
using System.Globalization;
using FederatedOrleans.Benchmarks.Fog;
using FederatedOrleans.Benchmarks.Measuring;
using FederatedOrleans.Benchmarks.Processes;

namespace FederatedOrleans.Benchmarks.Durable;

/// <summary>
/// The command <c>durable</c>: the fog path, from sensor topic to updates, with checkpoints in a durable store against checkpoints in the silo's
/// memory. Broker, store and each silo are processes of their own, and
/// only the silos' processor time counts.
/// </summary>
internal static class DurableCommand
{
    private static readonly IReadOnlyList<(FogVariant Variant, string Text)> Variants = [(FogVariant.Memory, "memory"), (FogVariant.Durable, "durable store")];

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Option<int> count = new("--count") { Description = "Number of readings.", DefaultValueFactory = _ => 600_000 };
        Option<int> repetitions = new("--repetitions") { Description = "Repetitions that are counted.", DefaultValueFactory = _ => 7 };
        Option<int> warmUps = new("--warm-ups") { Description = "Repetitions before those.", DefaultValueFactory = _ => 2 };
        Command command = new("durable", "Processor time per reading of fog nodes: state in a durable store against state in memory.")
        {
            count, repetitions, warmUps,
        };
        command.SetAction((result, _) => RunAsync(
            result.GetRequiredValue(count), result.GetRequiredValue(warmUps), result.GetRequiredValue(repetitions), result.InvocationConfiguration.Output));
        return command;
    }

    private static async Task RunAsync(int count, int warmUps, int repetitions, TextWriter output)
    {
        SameCode.InEveryProcess();
        await using var broker = await Broker.StartAsync(FogTopics.All);
        await using var store = await GarnetServer.StartAsync();
        FogTopics.Fill(broker.BootstrapServers, count);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} readings in {FogTopics.Partitions} partitions, {FogTopics.ReadingsPerWindow:N0} to a window, {repetitions} repetitions"));
        await using FogWorkers workers = new(
            new Dictionary<FogVariant, string> { [FogVariant.Memory] = "", [FogVariant.Durable] = store.ConnectionString }, broker.BootstrapServers, count);
        var costs = await Alternation.RunAsync([.. Variants.Select(variant => variant.Variant)], warmUps, repetitions, workers.RunAsync);
        CostTable.Write(output, "reading", Variants.Select(variant => (variant.Text, costs[variant.Variant])));
        var (durable, memory) = (costs[FogVariant.Durable], costs[FogVariant.Memory]);
        var speed = durable.Select(cost => cost.ItemsPerSecond).Median() / memory.Select(cost => cost.ItemsPerSecond).Median();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"readings/s durable/memory: {speed:F2}"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"durable/memory: {CostTable.Ratio(durable, memory):F2}"));
    }
}
