using FederatedOrleans.Benchmarks.Measuring;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>What a worker answers.</summary>
internal sealed class IngestAnswer
{
    /// <summary>What it took.</summary>
    public Cost? Cost { get; set; }

    /// <summary>Mean temperature.</summary>
    public double Temperature { get; set; }

    /// <summary>Mean vibration.</summary>
    public double Vibration { get; set; }
}
