namespace FederatedOrleans.Benchmarks.Memory;

/// <summary>A consumer of one partition, its key, that never ends its first delivery.</summary>
[Alias("benchmarks.stopped")]
internal interface IStoppedGrain : IGrainWithStringKey;
