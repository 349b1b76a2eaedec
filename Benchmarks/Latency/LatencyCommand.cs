using System.Buffers.Binary;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using FederatedOrleans.Benchmarks.Processes;
using FederatedOrleans.Benchmarks.Readings;

namespace FederatedOrleans.Benchmarks.Latency;

/// <summary>The command <c>latency</c>: time from the producer's call to the grain's, at a steady rate. Producer, broker and silo are processes.</summary>
internal static class LatencyCommand
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(1);

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Option<int> rate = new("--rate") { Description = "Readings per second.", DefaultValueFactory = _ => 5000 };
        Option<int> seconds = new("--seconds") { Description = "How long to measure.", DefaultValueFactory = _ => 20 };
        Command command = new("latency", "Time from the producer's call to the grain's.") { rate, seconds };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(rate),
            TimeSpan.FromSeconds(result.GetRequiredValue(seconds)),
            result.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(int rate, TimeSpan duration, TextWriter output, CancellationToken cancellationToken)
    {
        await using var broker = await Broker.StartAsync((LatencyTopic.Name, LatencyTopic.Partitions));
        await using var worker = LineProcess.Start("Benchmarks.dll", LatencyWorkerCommand.Name, broker.BootstrapServers);
        await worker.AskAsync("begin");
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            EnableIdempotence = true,
            LingerMs = 0,
        }).Build();
        await SendAsync(producer, rate, WarmUp, cancellationToken);
        await Task.Delay(Drain, cancellationToken);
        await worker.AskAsync("begin");
        var sent = await SendAsync(producer, rate, duration, cancellationToken);
        await Task.Delay(Drain, cancellationToken);
        var answer = JsonSerializer.Deserialize(await worker.AskAsync("end"), LatencyAnswerContext.Default.LatencyAnswer)!;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{answer.Count:N0} of {sent:N0} readings arrived, {sent / duration.TotalSeconds:N0} per second"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"p90 ms: {answer.P90:F1}, max ms: {answer.Max:F1}"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"p50 ms: {answer.P50:F1}"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"p99 ms: {answer.P99:F1}"));
    }

    /// <summary>Sends at a steady rate: in every tick what is due by then.</summary>
    private static async Task<int> SendAsync(IProducer<byte[], byte[]> producer, int rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Tick);
        Random random = new(1);
        var sent = 0;
        var started = Stopwatch.GetTimestamp();
        for (TimeSpan elapsed; (elapsed = Stopwatch.GetElapsedTime(started)) < duration; await timer.WaitForNextTickAsync(cancellationToken))
        {
            for (; sent < rate * elapsed.TotalSeconds; sent++)
            {
                var key = new byte[sizeof(long)];
                var value = ReadingTopic.Write(random, sent);
                BinaryPrimitives.WriteInt64LittleEndian(key, Stopwatch.GetTimestamp());
                producer.Produce(
                    new TopicPartition(LatencyTopic.Name, sent % LatencyTopic.Partitions), new Message<byte[], byte[]> { Key = key, Value = value });
            }
        }

        return sent;
    }
}
