using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FederatedOrleans.Benchmarks.Processes;

namespace FederatedOrleans.Benchmarks.Memory;

/// <summary>
/// The command <c>memory</c>: what a silo takes when its consumers have stopped before full partitions. It is compared with a silo that reads as
/// many empty ones.
/// </summary>
internal static class MemoryCommand
{
    private const double MiB = 1 << 20;
    private const int QuietAnswers = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Option<int> partitions = new("--partitions") { Description = "Number of partitions, 5 MiB each.", DefaultValueFactory = _ => 64 };
        Option<int> budget = new("--budget") { Description = "MaxBufferedBytes in MiB.", DefaultValueFactory = _ => 32 };
        Option<int> recordBytes = new("--record-bytes") { Description = "Size of a record.", DefaultValueFactory = _ => 55 };
        Command command = new("memory", "Memory of a silo whose consumers have stopped before full partitions.") { partitions, budget, recordBytes };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(partitions),
            result.GetRequiredValue(budget),
            result.GetRequiredValue(recordBytes),
            result.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(int partitions, int budget, int recordBytes, TextWriter output, CancellationToken cancellationToken)
    {
        await using var broker = await Broker.StartAsync((MemoryTopic.Full, partitions), (MemoryTopic.Empty, partitions));
        MemoryTopic.Fill(broker.BootstrapServers, partitions, recordBytes);
        var empty = await MeasureAsync(broker, MemoryTopic.Empty, budget, deliveries: 0, cancellationToken);
        var full = await MeasureAsync(broker, MemoryTopic.Full, budget, deliveries: partitions, cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{partitions} partitions of 5 MiB, records of {recordBytes} bytes, budget {budget} MiB"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"buffered MiB: {full.BufferedBytes / MiB:F1}"));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"process MiB above a silo with empty partitions: {(full.PeakBytes - empty.PeakBytes) / MiB:F1}"));
    }

    /// <summary>Waits until all consumers have stopped and the provider holds what it is going to hold.</summary>
    private static async Task<MemoryAnswer> MeasureAsync(Broker broker, string topic, int budget, int deliveries, CancellationToken cancellationToken)
    {
        await using var worker = LineProcess.Start(
            "Benchmarks.dll", MemoryWorkerCommand.Name, broker.BootstrapServers, topic, ((long)budget << 20).ToString(CultureInfo.InvariantCulture));
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        MemoryAnswer? last = null;
        for (var quiet = 0; quiet < QuietAnswers;)
        {
            await Task.Delay(Pause, deadline.Token);
            var answer = JsonSerializer.Deserialize(await worker.AskAsync("memory"), MemoryAnswerContext.Default.MemoryAnswer)!;
            var isSame = last is not null && (answer.BufferedBytes, answer.Deliveries) == (last.BufferedBytes, last.Deliveries);
            quiet = isSame && answer.Deliveries >= deliveries ? quiet + 1 : 0;
            last = answer;
        }

        return last!;
    }
}
