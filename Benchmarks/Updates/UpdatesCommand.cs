using System.CommandLine;
using System.Globalization;
using FederatedOrleans.Benchmarks.Measuring;

namespace FederatedOrleans.Benchmarks.Updates;

/// <summary>
/// The command <c>updates</c>: updates of 100 weights through topic, gate and aggregator, by their number of participants. The broker is a process of its own;
/// the silo's processor time is what an update costs.
/// </summary>
internal static class UpdatesCommand
{
    private static readonly int[] Participants = [100, 1_000, 10_000];

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Option<int> updates = new("--updates") { Description = "Updates per run, a multiple of 10,000.", DefaultValueFactory = _ => 40_000 };
        Option<int> repetitions = new("--repetitions") { Description = "Runs that count, in turns; one more before them does not.", DefaultValueFactory = _ => 3 };
        Command command = new("updates", "Updates per second through topic, gate and aggregator.") { updates, repetitions };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(updates), result.GetRequiredValue(repetitions), result.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int updates, int repetitions, TextWriter output, CancellationToken cancellationToken)
    {
        var costs = await Alternation.RunAsync(Participants, 1, repetitions, count => UpdatesRun.MeasureAsync(count, updates, cancellationToken));
        List<IReadOnlyList<string>> rows = [["participants", "updates/s", "CPU µs/update", "bytes/update"]];
        foreach (var count in Participants)
        {
            rows.Add(
            [
                count.ToString(CultureInfo.InvariantCulture),
                Text(costs[count].Select(cost => cost.ItemsPerSecond), "F0"),
                Text(costs[count].Select(cost => cost.NanosecondsPerItem / 1_000), "F2"),
                Text(costs[count].Select(cost => cost.BytesPerItem), "F0"),
            ]);
        }

        TextTable.Write(output, rows);
        var ratio = costs[10_000].Select(cost => cost.NanosecondsPerItem).Median() / costs[100].Select(cost => cost.NanosecondsPerItem).Median();
        await output.WriteLineAsync($"10000/100: {ratio.ToString("F2", CultureInfo.InvariantCulture)}");
        return 0;
    }

    private static string Text(IEnumerable<double> values, string format) => values.Median().ToString(format, CultureInfo.InvariantCulture);
}
