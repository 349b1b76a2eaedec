using System.CommandLine;
using System.Globalization;
using FederatedOrleans.Benchmarks.Fog;
using FederatedOrleans.Benchmarks.Ingest;
using FederatedOrleans.Benchmarks.Measuring;
using FederatedOrleans.Benchmarks.Processes;
using FederatedOrleans.Benchmarks.Readings;

namespace FederatedOrleans.Benchmarks.Telemetry;

/// <summary>
/// The command <c>telemetry</c>: what it costs that a silo measures, traces and logs to a collector. Pairs of runs with and without, of the stream
/// provider alone (as <c>ingest</c>) and of the fog path, whose readings carry a sampled trace once in a thousand.
/// </summary>
internal static class TelemetryCommand
{
    private const int TracedShare = 1_000;

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Option<int> count = new("--count") { Description = "Number of readings.", DefaultValueFactory = _ => 600_000 };
        Option<int> pairs = new("--pairs") { Description = "Pairs that are counted.", DefaultValueFactory = _ => 11 };
        Option<int> warmUps = new("--warm-ups") { Description = "Pairs before those.", DefaultValueFactory = _ => 3 };
        Command command = new("telemetry", "Processor time per reading with telemetry against without.") { count, pairs, warmUps };
        command.SetAction((result, _) => RunAsync(
            result.GetRequiredValue(count), result.GetRequiredValue(warmUps), result.GetRequiredValue(pairs), result.InvocationConfiguration.Output));
        return command;
    }

    private static async Task RunAsync(int count, int warmUps, int pairs, TextWriter output)
    {
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{count:N0} readings, {pairs} pairs, one reading in {TracedShare:N0} of the fog path traced"));
        SameCode.InEveryProcess();
        var fog = await MeasureFogAsync(count, warmUps, pairs);
        var ingest = await MeasureIngestAsync(count, warmUps, pairs);
        CostTable.Write(
            output,
            "reading",
            ("fog path without", fog[FogVariant.Memory]),
            ("fog path with telemetry", fog[FogVariant.Telemetry]),
            ("ingest without", ingest[IngestVariant.Provider]),
            ("ingest with telemetry", ingest[IngestVariant.ProviderWithTelemetry]));
        await WriteAsync("fog path with/without", CostTable.PairedRatio(fog[FogVariant.Telemetry], fog[FogVariant.Memory]));
        await WriteAsync("ingest with/without", CostTable.PairedRatio(ingest[IngestVariant.ProviderWithTelemetry], ingest[IngestVariant.Provider]));

        Task WriteAsync(string name, double ratio) => output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {ratio:F2}"));
    }

    private static async Task<IReadOnlyDictionary<FogVariant, IReadOnlyList<Cost>>> MeasureFogAsync(int count, int warmUps, int pairs)
    {
        await using var broker = await Broker.StartAsync(FogTopics.All);
        await using var collector = Collector.Start();
        FogTopics.Fill(broker.BootstrapServers, count, TracedShare);
        await using FogWorkers workers = new(
            new Dictionary<FogVariant, string> { [FogVariant.Memory] = "", [FogVariant.Telemetry] = collector.Url }, broker.BootstrapServers, count);
        var costs = await Alternation.RunAsync([FogVariant.Memory, FogVariant.Telemetry], warmUps, pairs, workers.RunAsync);
        return collector.Pushes is { Traces: > 0, Metrics: > 0 }
            ? costs
            : throw new InvalidOperationException("No traces or no metrics were pushed: nothing was compared.");
    }

    private static async Task<IReadOnlyDictionary<IngestVariant, IReadOnlyList<Cost>>> MeasureIngestAsync(int count, int warmUps, int pairs)
    {
        await using var broker = await Broker.StartAsync((ReadingTopic.Name, ReadingTopic.Partitions));
        await using var collector = Collector.Start();
        var (sent, _) = ReadingTopic.Fill(broker.BootstrapServers, count);
        IngestVariant[] variants = [IngestVariant.Provider, IngestVariant.ProviderWithTelemetry];
        await using IngestWorkers workers = new(variants, broker.BootstrapServers, count, collector.Url);
        var costs = await Alternation.RunAsync(variants, warmUps, pairs, async variant =>
        {
            var answer = await workers.RunAsync(variant);
            sent.Check(answer.Cost!.Items, answer.Temperature, answer.Vibration);
            return answer.Cost;
        });
        return collector.Pushes.Metrics > 0 ? costs : throw new InvalidOperationException("No metrics were pushed: nothing was compared.");
    }
}
