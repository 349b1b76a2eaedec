using System.Globalization;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Learning.Models.Moments;

/// <summary>
/// Real telemetry (SKAB, Skoltech Anomaly Benchmark): every recording is a machine, learns from its first 400 readings and scores the
/// others. Counts of true and false alarms are pooled over all machines, and F1 is taken of the totals. The threshold is the 0.99 quantile:
/// that of the chi-squared distribution, which the scorer uses, or that of the training readings' own scores, which suits data that is far
/// from normal better.
/// </summary>
[Trait("Category", "Unit")]
public sealed class SkabScoresTests
{
    private const int Features = 8;
    private const int Training = 400;
    private static readonly ILocalModel Model = ModelRun.Create("moments", Features);

    [Fact]
    public void Score_EveryMachineByItsOwnModel_FindsTheFaultsAndOneModelOfAllDoesNot()
    {
        var machines = ReadMachines();
        Int128[][] sums = [.. machines.Select(machine => ModelRun.SumsOf(Model, machine.Take(Training).Select(row => row[..Features])))];

        var total = ModelRun.Total(sums);
        Int128[][] same = [.. sums.Select(_ => total)];

        Assert.Equal((0.76, 0.36), (F1(machines, sums, byTraining: false), F1(machines, same, byTraining: false)));
        Assert.Equal((0.76, 0.24), (F1(machines, sums, byTraining: true), F1(machines, same, byTraining: true)));
    }

    private static double F1(double[][][] machines, Int128[][] sums, bool byTraining)
    {
        IReadingScorer[] scorers = [.. sums.Select(own => Model.CreateScorer(Model.WeightsOf(own), 0.99)!)];
        double[][] scores =
        [
            .. machines.Zip(scorers, (machine, scorer) => machine.Select(row => scorer.Score(row.AsSpan(0, Features), out _)).ToArray()),
        ];
        // One model of all has one threshold, as it has one set of training readings.
        var isShared = sums.Distinct().Count() == 1;
        var shared = Quantile(scores.SelectMany(own => own.Take(Training)));
        var (hits, falseAlarms, misses) = (0, 0, 0);
        for (var m = 0; m < machines.Length; m++)
        {
            var threshold = !byTraining ? scorers[m].Threshold : isShared ? shared : Quantile(scores[m].Take(Training));
            for (var i = Training; i < scores[m].Length; i++)
            {
                var (isAnomaly, isFault) = (scores[m][i] > threshold, machines[m][i][Features] == 1);
                hits += isAnomaly && isFault ? 1 : 0;
                falseAlarms += isAnomaly && !isFault ? 1 : 0;
                misses += !isAnomaly && isFault ? 1 : 0;
            }
        }

        return Math.Round(2.0 * hits / ((2.0 * hits) + falseAlarms + misses), 2);
    }

    private static double Quantile(IEnumerable<double> scores)
    {
        double[] sorted = [.. scores.Order()];
        return sorted[(int)(0.99 * sorted.Length)];
    }

    private static double[][][] ReadMachines()
    {
        var folder = Path.Combine(RepositoryFolder.Path, "..", "shared", "data", "skab");
        Assert.SkipUnless(Directory.Exists(folder), "The recordings in ../shared/data/skab are not here.");
        return
        [
            .. Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal).Select(file => File.ReadLines(file).Skip(1)
                .Select(line => line.Split(';')[1..(Features + 2)].Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())
                .ToArray()),
        ];
    }
}
