namespace FederatedOrleans.Benchmarks.Latency;

/// <summary>What a worker answers: number of readings since the last answer, and quantiles of their latencies in milliseconds.</summary>
internal sealed record LatencyAnswer(int Count, double P50, double P90, double P99, double Max);
