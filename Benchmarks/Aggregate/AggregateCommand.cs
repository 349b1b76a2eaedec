using System.CommandLine;
using System.Globalization;
using FederatedOrleans.Benchmarks.Measuring;

namespace FederatedOrleans.Benchmarks.Aggregate;

/// <summary>
/// The command <c>aggregate</c>: how long every strategy takes to make a model of a round, and what it allocates; at the largest round by turns with
/// what one would write first. Everything has one thread unless said otherwise.
/// </summary>
internal static class AggregateCommand
{
    private static readonly RoundShape Compared = new(100, 1_000_000);
    private static readonly RoundShape[] Shapes = [new(1_000, 100), new(20, 1_000_000), new(1_000, 10_000), Compared];

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Option<int> repetitions = new("--repetitions") { Description = "Repetitions that are counted.", DefaultValueFactory = _ => 5 };
        Option<int> warmUps = new("--warm-ups") { Description = "Repetitions before those.", DefaultValueFactory = _ => 2 };
        Option<int> threads = new("--threads") { Description = "Threads of a strategy; those it is compared with have one.", DefaultValueFactory = _ => 1 };
        Command command = new("aggregate", "Time and memory of every strategy, and its ratio to what one would write first.") { repetitions, warmUps, threads };
        command.SetAction((result, _) => RunAsync(
            result.GetRequiredValue(threads),
            result.GetRequiredValue(warmUps),
            result.GetRequiredValue(repetitions),
            result.InvocationConfiguration.Output));
        return command;
    }

    private static async Task RunAsync(int threads, int warmUps, int repetitions, TextWriter output)
    {
        foreach (var shape in Shapes)
        {
            RoundUpdates round = new(shape);
            var variants = AggregateVariant.Strategies(shape, threads).Concat(shape == Compared ? AggregateVariant.Baselines : []).ToList();
            var costs = await Alternation.RunAsync(variants, warmUps, repetitions, variant => CostMeter.MeasureAsync(() =>
            {
                variant.Run(round);
                return Task.FromResult((long)shape.Updates * shape.Weights);
            }));
            Report(output, shape, costs.ToDictionary(pair => pair.Key.Name, pair => pair.Value));
        }
    }

    private static void Report(TextWriter output, RoundShape shape, Dictionary<string, IReadOnlyList<Cost>> costs)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shape.Updates:N0} updates of {shape.Weights:N0} weights, {shape.Bytes / 1e6:N1} MB"));
        TextTable.Write(output, [
            ["median", "s", "least", "most", "GB/s", "bytes allocated"],
            .. costs.Select(pair => Row(pair.Key, shape, pair.Value)),
        ]);
        output.WriteLine();
        if (shape != Compared)
        {
            return;
        }

        foreach (var (name, ours, theirs) in new[]
        {
            ("geometric-median/iteration", "geometric-median", "(naive iteration)"),
            ("fedavg/plain", "fedavg", "(plain sum)"),
            ("median/sort", "median", "(sort)"),
            ("krum/naive", "multi-krum", "(naive pairs)"),
        })
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {Ratio(costs[ours], costs[theirs]):F3}"));
        }
    }

    /// <summary>The median over repetitions of the ratio within one.</summary>
    private static double Ratio(IReadOnlyList<Cost> ours, IReadOnlyList<Cost> theirs) => ours.Zip(theirs, (our, their) => our.Elapsed / their.Elapsed).Median();

    private static IReadOnlyList<string> Row(string name, RoundShape shape, IReadOnlyList<Cost> costs)
    {
        var seconds = costs.Select(cost => cost.Elapsed.TotalSeconds).Median();
        return
        [
            name,
            seconds.ToString("F5", CultureInfo.InvariantCulture),
            costs.Min(cost => cost.Elapsed.TotalSeconds).ToString("F5", CultureInfo.InvariantCulture),
            costs.Max(cost => cost.Elapsed.TotalSeconds).ToString("F5", CultureInfo.InvariantCulture),
            (shape.Bytes / seconds / 1e9).ToString("F2", CultureInfo.InvariantCulture),
            costs.Select(cost => (double)cost.AllocatedBytes).Median().ToString("N0", CultureInfo.InvariantCulture),
        ];
    }
}
