using System.Globalization;
using System.Text.Json;
using FederatedOrleans.Benchmarks.Measuring;
using FederatedOrleans.Benchmarks.Processes;

namespace FederatedOrleans.Benchmarks.Fog;

/// <summary>One process per variant, each told what its variant needs.</summary>
/// <param name="addresses">The variants, each with the address of its store or collector.</param>
/// <param name="bootstrapServers">The broker.</param>
/// <param name="count">How many readings the topic holds.</param>
internal sealed class FogWorkers(IReadOnlyDictionary<FogVariant, string> addresses, string bootstrapServers, int count) : IAsyncDisposable
{
    private readonly Dictionary<FogVariant, LineProcess> _processes = addresses.ToDictionary(
        variant => variant.Key,
        variant => LineProcess.Start(
            "Benchmarks.dll", FogWorkerCommand.Name, variant.Key.ToString(), bootstrapServers, count.ToString(CultureInfo.InvariantCulture), variant.Value));

    /// <summary>Lets a variant read the topic once.</summary>
    public async Task<Cost> RunAsync(FogVariant variant) =>
        JsonSerializer.Deserialize(await _processes[variant].AskAsync("run"), FogAnswerContext.Default.Cost)!;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }
    }
}
