using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FederatedOrleans.Benchmarks.Measuring;
using FederatedOrleans.Benchmarks.Silos;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams.Filtering;

namespace FederatedOrleans.Benchmarks.Streams;

/// <summary>
/// The silo of one variant of <c>streams</c> in a process of its own: every line is a number of records; it says that it measures, and then what
/// their deliveries took.
/// </summary>
internal static class StreamsWorkerCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "streams-worker";

    /// <summary>About as many records as there are streams in the variant with few: so each record comes in a container of its own in either.</summary>
    private const int BatchBytes = 1024;

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Argument<string> bootstrapServers = new("bootstrap-servers");
        Argument<int> streams = new("streams");
        Command command = new(Name, "One variant of 'streams' in a process of its own.") { bootstrapServers, streams };
        command.Hidden = true;
        command.SetAction((result, _) => RunAsync(result.GetRequiredValue(bootstrapServers), result.GetRequiredValue(streams)));
        return command;
    }

    private static async Task RunAsync(string bootstrapServers, int streams)
    {
        using var silo = BenchmarkSilo.Build(
            bootstrapServers,
            kafka =>
            {
                kafka.Topics[StreamsTopic.Name(streams)] = new();
                kafka.MaxBatchBytes = BatchBytes;
            },
            services => services.AddSingleton<Deliveries>().AddKeyedSingleton<IStreamFilter, EveryEvent>(BenchmarkSilo.Provider));
        await silo.StartAsync();
        var deliveries = silo.Services.GetRequiredService<Deliveries>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var cost = await CostMeter.MeasureAsync(() =>
            {
                var all = deliveries.Begin(long.Parse(line, CultureInfo.InvariantCulture));
                Console.WriteLine("measuring");
                return all;
            });
            Console.WriteLine(JsonSerializer.Serialize(new(cost, deliveries.Streams), StreamsAnswerContext.Default.StreamsAnswer));
        }

        await silo.StopAsync();
    }
}
