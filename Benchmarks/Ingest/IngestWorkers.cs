using System.Globalization;
using System.Text.Json;
using FederatedOrleans.Benchmarks.Processes;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>One process per variant.</summary>
/// <param name="variants">The variants.</param>
/// <param name="bootstrapServers">The broker.</param>
/// <param name="count">How many readings the topic holds.</param>
/// <param name="collector">Where telemetry is pushed to; empty where no variant has any.</param>
internal sealed class IngestWorkers(IEnumerable<IngestVariant> variants, string bootstrapServers, int count, string collector = "") : IAsyncDisposable
{
    private readonly Dictionary<IngestVariant, LineProcess> _processes = variants.ToDictionary(
        variant => variant,
        variant => LineProcess.Start(
            "Benchmarks.dll", IngestWorkerCommand.Name, variant.ToString(), bootstrapServers, count.ToString(CultureInfo.InvariantCulture), collector));

    /// <summary>Lets a variant read the topic once.</summary>
    public async Task<IngestAnswer> RunAsync(IngestVariant variant) =>
        JsonSerializer.Deserialize(await _processes[variant].AskAsync("run"), IngestAnswerContext.Default.IngestAnswer)!;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }
    }
}
