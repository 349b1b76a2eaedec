namespace FederatedOrleans.Benchmarks.Latency;

/// <summary>A consumer of one partition, its key, that notes how old each reading is.</summary>
[Alias("benchmarks.latency")]
internal interface ILatencyGrain : IGrainWithStringKey;
