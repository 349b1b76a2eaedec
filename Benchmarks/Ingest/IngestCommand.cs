using System.CommandLine;
using System.Globalization;
using FederatedOrleans.Benchmarks.Measuring;
using FederatedOrleans.Benchmarks.Processes;
using FederatedOrleans.Benchmarks.Readings;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>
/// The command <c>ingest</c>: processor time from a topic to the average of its readings, of the provider and of two loops. Every variant reads
/// the same records in a process of its own, by turns; the others and the broker's are idle or not counted.
/// </summary>
internal static class IngestCommand
{
    private static readonly IReadOnlyList<(IngestVariant Variant, string Text)> Variants =
    [
        (IngestVariant.ConsumeLoop, "(a) Consume() loop"),
        (IngestVariant.BatchLoop, "(b) native batch loop"),
        (IngestVariant.Provider, "(c) stream provider"),
    ];

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Option<int> count = new("--count") { Description = "Number of readings.", DefaultValueFactory = _ => 1_000_000 };
        Option<int> repetitions = new("--repetitions") { Description = "Repetitions that are counted.", DefaultValueFactory = _ => 9 };
        Option<int> warmUps = new("--warm-ups") { Description = "Repetitions before those.", DefaultValueFactory = _ => 3 };
        Command command = new("ingest", "Processor time per reading: the provider against two loops without Orleans.") { count, repetitions, warmUps };
        command.SetAction((result, _) => RunAsync(
            result.GetRequiredValue(count), result.GetRequiredValue(warmUps), result.GetRequiredValue(repetitions), result.InvocationConfiguration.Output));
        return command;
    }

    private static async Task RunAsync(int count, int warmUps, int repetitions, TextWriter output)
    {
        await using var broker = await Broker.StartAsync((ReadingTopic.Name, ReadingTopic.Partitions));
        var (sent, bytes) = ReadingTopic.Fill(broker.BootstrapServers, count);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{count:N0} readings of {bytes:F1} bytes in {ReadingTopic.Partitions} partitions, {repetitions} repetitions"));
        await using IngestWorkers workers = new(Variants.Select(variant => variant.Variant), broker.BootstrapServers, count);
        var costs = await Alternation.RunAsync(
            [.. Variants.Select(variant => variant.Variant)], warmUps, repetitions, async variant =>
            {
                var answer = await workers.RunAsync(variant);
                sent.Check(answer.Cost!.Items, answer.Temperature, answer.Vibration);
                return answer.Cost;
            });
        Report(output, costs);
    }

    private static void Report(TextWriter output, IReadOnlyDictionary<IngestVariant, IReadOnlyList<Cost>> costs)
    {
        CostTable.Write(output, "reading", Variants.Select(variant => (variant.Text, costs[variant.Variant])));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"c/a: {Ratio(IngestVariant.ConsumeLoop):F2}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"c/b: {Ratio(IngestVariant.BatchLoop):F2}"));

        double Ratio(IngestVariant other) => CostTable.Ratio(costs[IngestVariant.Provider], costs[other]);
    }
}
