namespace FederatedOrleans.Tests.Streaming.Memory;

[Trait("Category", "Long")]
public sealed class StoppedConsumerLongTests
{
    private const int Partitions = 64;
    private const int Budget = 32;
    private const int Overhead = 100;

    /// <summary>320 MiB in the broker.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(55)]
    [InlineData(1_000)]
    [InlineData(60_000)]
    public async Task Memory_ConsumersStopped_StaysWithinTheBudget(int recordBytes)
    {
        var (buffered, process) = await StoppedConsumers.RunAsync(Partitions, Budget, recordBytes);

        Assert.InRange(buffered, 0.1, Budget);
        Assert.InRange(process, 0, Budget + Overhead);
    }
}
