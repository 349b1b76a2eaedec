using System.CommandLine;
using System.Text.Json;
using FederatedOrleans.Benchmarks.Measuring;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>
/// The process of one variant: for every line it reads the topic once more and writes what that took. It lives through all repetitions, so what
/// is measured runs in code that the just-in-time compiler is done with.
/// </summary>
internal static class IngestWorkerCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "ingest-worker";

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Argument<IngestVariant> variant = new("variant");
        Argument<string> bootstrapServers = new("bootstrap-servers");
        Argument<long> count = new("count");
        Argument<string> collector = new("collector") { Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        Command command = new(Name, "One variant of 'ingest' in a process of its own.") { variant, bootstrapServers, count, collector };
        command.Hidden = true;
        command.SetAction((result, _) =>
            RunAsync(result.GetRequiredValue(variant), result.GetRequiredValue(bootstrapServers), result.GetRequiredValue(count), result.GetValue(collector) ?? ""));
        return command;
    }

    private static async Task RunAsync(IngestVariant variant, string bootstrapServers, long count, string collector)
    {
        await using var ingest = await StartAsync(variant, bootstrapServers, collector);
        while (await Console.In.ReadLineAsync() is not null)
        {
            var result = new IngestAnswer();
            result.Cost = await CostMeter.MeasureAsync(async () =>
            {
                var average = await ingest.RunAsync(count);
                result.Temperature = average.Temperature;
                result.Vibration = average.Vibration;
                return average.Count;
            });
            Console.WriteLine(JsonSerializer.Serialize(result, IngestAnswerContext.Default.IngestAnswer));
        }
    }

    private static async Task<IIngest> StartAsync(IngestVariant variant, string bootstrapServers, string collector) => variant switch
    {
        IngestVariant.ConsumeLoop => new ConsumeLoop(bootstrapServers),
        IngestVariant.BatchLoop => new BatchLoop(bootstrapServers),
        IngestVariant.Provider => await ProviderIngest.StartAsync(bootstrapServers, collector: null),
        _ => await ProviderIngest.StartAsync(bootstrapServers, collector),
    };
}
