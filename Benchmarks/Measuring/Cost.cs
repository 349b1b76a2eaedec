using System.Text.Json.Serialization;

namespace FederatedOrleans.Benchmarks.Measuring;

/// <summary>What a piece of work took of the process that did it.</summary>
/// <param name="Items">How many things were handled.</param>
/// <param name="Cpu">Processor time of the whole process, its native threads included.</param>
/// <param name="Elapsed">Time that passed.</param>
/// <param name="AllocatedBytes">Managed memory that the whole process allocated.</param>
internal sealed record Cost(long Items, TimeSpan Cpu, TimeSpan Elapsed, long AllocatedBytes)
{
    /// <summary>Processor time of one item, in nanoseconds.</summary>
    [JsonIgnore]
    public double NanosecondsPerItem => Cpu.TotalNanoseconds / Items;

    /// <summary>Items in one second.</summary>
    [JsonIgnore]
    public double ItemsPerSecond => Items / Elapsed.TotalSeconds;

    /// <summary>Managed memory of one item, in bytes.</summary>
    [JsonIgnore]
    public double BytesPerItem => (double)AllocatedBytes / Items;
}
