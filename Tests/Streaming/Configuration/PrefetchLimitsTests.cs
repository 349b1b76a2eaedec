using CsCheck;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Consuming;

namespace FederatedOrleans.Tests.Streaming.Configuration;

[Trait("Category", "Unit")]
public sealed class PrefetchLimitsTests
{
    /// <summary>What the memory of a process that is full of the smallest records showed.</summary>
    private const int CostOfMessage = 340;

    private const long MiB = 1 << 20;

    /// <summary>The deep queues are those that the ratios of the benchmark `ingest` were measured with.</summary>
    [Theory]
    [InlineData(64, 1, 20_000, 1024, 1 << 20)]
    [InlineData(64, 4, 20_000, 1024, 1 << 20)]
    [InlineData(64, 24, 6_168, 1024, 349_525)]
    [InlineData(64, 64, 2_313, 768, 131_072)]
    [InlineData(32, 64, 1_156, 384, 65_536)]
    [InlineData(8, 16, 1_156, 384, 65_536)]
    [InlineData(64, 100_000, 100, 64, 65_536)]
    public void Of_ShareOfAPartition_IsDeepForFewAndShallowForMany(int budgetMiB, int partitions, int messages, int kib, int fetchBytes)
    {
        KafkaStreamOptions options = new() { MaxBufferedBytes = budgetMiB * MiB };

        Assert.Equal(new(messages, kib, fetchBytes), PrefetchLimits.Of(MemoryShares.OfPartition(options, partitions)));
    }

    /// <summary>Up to 128 KiB for each partition, a fetch on top included, is what many partitions need at least, whatever the budget.</summary>
    [Fact]
    public void Of_AnyBudgetAndNumberOfPartitions_StaysNearTheBudget() =>
        Gen.Select(Gen.Long[1 * MiB, 64L << 30], Gen.Int[1, 10_000]).Sample((budget, partitions) =>
        {
            var limits = PrefetchLimits.Of(MemoryShares.OfPartition(new() { MaxBufferedBytes = budget }, partitions));
            var cost = (double)partitions * limits.Messages * CostOfMessage;
            var bytes = (double)partitions * ((limits.KiB << 10) + limits.FetchBytes);
            var least = (128 << 10) * (double)partitions;

            Assert.InRange(cost, 1, (0.75 * budget) + least);
            Assert.InRange(bytes, 1, (0.875 * budget) + least);
        });

    [Fact]
    public void Settings_OfLimits_AreThoseOfLibrdkafka() => Assert.Equal(
        [("queued.min.messages", "1156"), ("queued.max.messages.kbytes", "384"), ("fetch.message.max.bytes", "65536")],
        PrefetchLimits.Of(384 << 10).Settings);
}
