namespace FederatedOrleans.Tests.Streaming.Memory;

[Trait("Category", "Process")]
public sealed class StoppedConsumerTests
{
    private const int Partitions = 16;
    private const int Budget = 8;
    private const int Overhead = 100;

    /// <summary>As much per partition as in the long test, in a quarter of the partitions.</summary>
    [Fact]
    public async Task Memory_ConsumersStopped_StaysWithinTheBudget()
    {
        var (buffered, process) = await StoppedConsumers.RunAsync(Partitions, Budget, recordBytes: 1000);

        Assert.InRange(buffered, 0.1, Budget);
        Assert.InRange(process, 0, Budget + Overhead);
    }
}
