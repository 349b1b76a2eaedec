using System.CommandLine;
using System.Text.Json;
using FederatedOrleans.Benchmarks.Measuring;
using FederatedOrleans.Benchmarks.Silos;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedOrleans.Benchmarks.Latency;

/// <summary>The silo of <c>latency</c> in a process of its own: for every line it says how long the readings since the last one took.</summary>
internal static class LatencyWorkerCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "latency-worker";

    /// <summary>
    /// An embedded broker does not end an empty fetch when records come, as Kafka does: the wait has to be short for the latency to be that of
    /// the provider.
    /// </summary>
    private const string FetchWaitMilliseconds = "2";

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Argument<string> bootstrapServers = new("bootstrap-servers");
        Command command = new(Name, "The silo of 'latency' in a process of its own.") { bootstrapServers };
        command.Hidden = true;
        command.SetAction((result, _) => RunAsync(result.GetRequiredValue(bootstrapServers)));
        return command;
    }

    private static async Task RunAsync(string bootstrapServers)
    {
        using var silo = BenchmarkSilo.Build(
            bootstrapServers,
            kafka =>
            {
                kafka.Topics[LatencyTopic.Name] = new();
                kafka.ConsumerSettings["fetch.wait.max.ms"] = FetchWaitMilliseconds;
            },
            services => services.AddSingleton<Latencies>());
        await silo.StartAsync();
        var latencies = silo.Services.GetRequiredService<Latencies>();
        while (await Console.In.ReadLineAsync() is not null)
        {
            var values = latencies.Take();
            var answer = values.Count == 0
                ? new LatencyAnswer(0, 0, 0, 0, 0)
                : new(values.Count, values.Quantile(0.5), values.Quantile(0.9), values.Quantile(0.99), values[^1]);
            Console.WriteLine(JsonSerializer.Serialize(answer, LatencyAnswerContext.Default.LatencyAnswer));
        }

        await silo.StopAsync();
    }
}
