using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using FederatedOrleans.Benchmarks.Silos;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Diagnostics;

namespace FederatedOrleans.Benchmarks.Memory;

/// <summary>A silo in a process of its own whose consumers have stopped: for every line it says how much memory it has needed.</summary>
internal static class MemoryWorkerCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "memory-worker";

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Argument<string> bootstrapServers = new("bootstrap-servers");
        Argument<string> topic = new("topic");
        Argument<long> budget = new("budget");
        Command command = new(Name, "The silo of 'memory' in a process of its own.") { bootstrapServers, topic, budget };
        command.Hidden = true;
        command.SetAction((result, _) =>
            RunAsync(result.GetRequiredValue(bootstrapServers), result.GetRequiredValue(topic), result.GetRequiredValue(budget)));
        return command;
    }

    private static async Task RunAsync(string bootstrapServers, string topic, long budget)
    {
        using var silo = BenchmarkSilo.Build(
            bootstrapServers,
            kafka =>
            {
                kafka.Topics[topic] = new();
                kafka.MaxBufferedBytes = budget;
            },
            services => services.AddSingleton<StoppedDeliveries>());
        await silo.StartAsync();
        var deliveries = silo.Services.GetRequiredService<StoppedDeliveries>();
        var status = silo.Services.GetRequiredKeyedService<KafkaStreamStatus>(BenchmarkSilo.Provider);
        while (await Console.In.ReadLineAsync() is not null)
        {
            MemoryAnswer answer = new(
                Process.GetCurrentProcess().PeakWorkingSet64, status.GetPartitions().Sum(partition => partition.BufferedBytes), deliveries.Count);
            Console.WriteLine(JsonSerializer.Serialize(answer, MemoryAnswerContext.Default.MemoryAnswer));
        }

        // A silo would wait for its consumers, which never end.
        Environment.Exit(0);
    }
}
