namespace FederatedOrleans.Benchmarks.Memory;

/// <summary>What a worker answers.</summary>
/// <param name="PeakBytes">The most physical memory that its process has had.</param>
/// <param name="BufferedBytes">What the provider says that it holds.</param>
/// <param name="Deliveries">How many deliveries have begun.</param>
internal sealed record MemoryAnswer(long PeakBytes, long BufferedBytes, int Deliveries);
