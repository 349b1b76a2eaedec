namespace FederatedOrleans.Benchmarks.Streams;

/// <summary>A consumer of one stream, its key, that counts deliveries.</summary>
[Alias("benchmarks.delivery")]
internal interface IDeliveryGrain : IGrainWithStringKey;
