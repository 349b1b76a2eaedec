using System.Diagnostics;

namespace FederatedOrleans.Benchmarks.Measuring;

/// <summary>Measures what this process takes for a piece of work.</summary>
internal static class CostMeter
{
    /// <summary>Runs the work once.</summary>
    /// <param name="work">The work; it returns how many items it has handled.</param>
    public static async Task<Cost> MeasureAsync(Func<Task<long>> work)
    {
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var items = await work();
        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        return new(items, cpu, elapsed, GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }
}
