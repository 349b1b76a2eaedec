namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>Averages the readings of one partition, its key.</summary>
[Alias("benchmarks.ingest")]
internal interface IIngestGrain : IGrainWithIntegerKey
{
    /// <summary>Begins anew at the partition's start.</summary>
    [Alias("Restart")]
    Task Restart();
}
