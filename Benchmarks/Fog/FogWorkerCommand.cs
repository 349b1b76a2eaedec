using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using FederatedOrleans.Benchmarks.Measuring;

namespace FederatedOrleans.Benchmarks.Fog;

/// <summary>
/// The process of one variant: for every line a new silo in it reads the topic once more. What is measured begins when a tenth of the readings is
/// handled, so that no start of a silo is part of it, and ends
/// with the last one.
/// </summary>
internal static class FogWorkerCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "fog-worker";

    private const int UnmeasuredShare = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Creates the command for the root command.</summary>
    public static Command Create()
    {
        Argument<FogVariant> variant = new("variant");
        Argument<string> bootstrapServers = new("bootstrap-servers");
        Argument<long> count = new("count");
        Argument<string> address = new("address") { Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        Command command = new(Name, "One variant of the fog path in a process of its own.") { variant, bootstrapServers, count, address };
        command.Hidden = true;
        command.SetAction((result, _) => RunAsync(
            result.GetRequiredValue(variant), result.GetRequiredValue(bootstrapServers), result.GetRequiredValue(count), result.GetValue(address) ?? ""));
        return command;
    }

    private static async Task RunAsync(FogVariant variant, string bootstrapServers, long count, string address)
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
            await using var silo = await FogSilo.StartAsync(variant, bootstrapServers, address);
            var before = await WaitAsync(silo, count / UnmeasuredShare);
            var cost = await CostMeter.MeasureAsync(async () => await WaitAsync(silo, count) - before);
            Console.WriteLine(JsonSerializer.Serialize(cost, FogAnswerContext.Default.Cost));
        }
    }

    private static async Task<long> WaitAsync(FogSilo silo, long readings)
    {
        var started = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(Pause);
        long count;
        while ((count = await silo.CountAsync()) < readings)
        {
            if (Stopwatch.GetElapsedTime(started) > Deadline)
            {
                throw new TimeoutException($"{count} of {readings} readings were handled within {Deadline}.");
            }

            await timer.WaitForNextTickAsync();
        }

        return count;
    }
}
