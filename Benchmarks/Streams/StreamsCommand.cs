using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using FederatedOrleans.Benchmarks.Measuring;
using FederatedOrleans.Benchmarks.Processes;

namespace FederatedOrleans.Benchmarks.Streams;

/// <summary>
/// The command <c>streams</c>: processor time per delivery when one partition holds many streams, against few. Every delivery holds one record,
/// and a silo of its own has either number of streams.
/// </summary>
internal static class StreamsCommand
{
    private const int Few = 10;
    private const int Many = 10_000;

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Option<int> count = new("--count") { Description = "Deliveries of a repetition.", DefaultValueFactory = _ => 100_000 };
        Option<int> repetitions = new("--repetitions") { Description = "Repetitions that are counted.", DefaultValueFactory = _ => 7 };
        Option<int> warmUps = new("--warm-ups") { Description = "Repetitions before those.", DefaultValueFactory = _ => 2 };
        Command command = new("streams", "Processor time per delivery: 10,000 streams in one partition against 10.") { count, repetitions, warmUps };
        command.SetAction((result, _) => RunAsync(
            result.GetRequiredValue(count), result.GetRequiredValue(warmUps), result.GetRequiredValue(repetitions), result.InvocationConfiguration.Output));
        return command;
    }

    private static async Task RunAsync(int count, int warmUps, int repetitions, TextWriter output)
    {
        await using var broker = await Broker.StartAsync((StreamsTopic.Name(Few), 1), (StreamsTopic.Name(Many), 1));
        await using var few = StartWorker(broker, Few);
        await using var many = StartWorker(broker, Many);
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            CompressionType = CompressionType.Zstd,
            EnableIdempotence = true,
            LingerMs = 20,
            QueueBufferingMaxMessages = count,
        }).Build();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{count:N0} records by key in one partition, one record per delivery, {repetitions} repetitions"));
        var costs = await Alternation.RunAsync(
            [Few, Many], warmUps, repetitions, streams => MeasureAsync(streams == Few ? few : many, producer, streams, count));
        Report(output, costs);
    }

    private static LineProcess StartWorker(Broker broker, int streams) => LineProcess.Start(
        "Benchmarks.dll", StreamsWorkerCommand.Name, broker.BootstrapServers, streams.ToString(CultureInfo.InvariantCulture));

    private static async Task<Cost> MeasureAsync(LineProcess worker, IProducer<byte[], byte[]> producer, int streams, int count)
    {
        await worker.AskAsync(count.ToString(CultureInfo.InvariantCulture));
        StreamsTopic.Send(producer, streams, count);
        var answer = JsonSerializer.Deserialize(await worker.ReadAsync(), StreamsAnswerContext.Default.StreamsAnswer)!;
        return (answer.Cost.Items, answer.Streams) == (count, streams)
            ? answer.Cost
            : throw new InvalidOperationException($"{answer.Cost.Items} deliveries to {answer.Streams} streams instead of {count} to {streams}.");
    }

    private static void Report(TextWriter output, IReadOnlyDictionary<int, IReadOnlyList<Cost>> costs)
    {
        TextTable.Write(output, [["streams", "CPU ns/delivery", "least", "most", "deliveries/s", "bytes allocated/delivery"], Row(Few), Row(Many)]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Many}/{Few}: {Nanoseconds(Many).Median() / Nanoseconds(Few).Median():F2}"));

        IEnumerable<double> Nanoseconds(int streams) => costs[streams].Select(cost => cost.NanosecondsPerItem);

        IReadOnlyList<string> Row(int streams) =>
        [
            streams.ToString("N0", CultureInfo.InvariantCulture),
            Nanoseconds(streams).Median().ToString("F0", CultureInfo.InvariantCulture),
            Nanoseconds(streams).Min().ToString("F0", CultureInfo.InvariantCulture),
            Nanoseconds(streams).Max().ToString("F0", CultureInfo.InvariantCulture),
            costs[streams].Select(cost => cost.ItemsPerSecond).Median().ToString("N0", CultureInfo.InvariantCulture),
            costs[streams].Select(cost => cost.BytesPerItem).Median().ToString("F0", CultureInfo.InvariantCulture),
        ];
    }
}
