using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Streaming.Kafka;
using Orleans.TestingHost;

namespace FederatedOrleans.Tests.Streaming.Data;

public interface IRefusingGrain : IGrainWithIntegerKey
{
    /// <summary>Refuses a record.</summary>
    Task Refuse(long? offset);

    /// <summary>Asks other grains to refuse a record, and gives what it caught for each and whether it came from another silo.</summary>
    Task<List<(bool Remote, long? Offset, string Message)>> Relay(int grains, long? offset);

    Task<SiloAddress> GetSilo();
}

[RandomPlacement]
public sealed class RefusingGrain(ILocalSiloDetails silo) : Grain, IRefusingGrain
{
    public Task Refuse(long? offset) => throw new PoisonRecordException("it is no reading", offset, new FormatException("cause"));

    public Task<SiloAddress> GetSilo() => Task.FromResult(silo.SiloAddress);

    public async Task<List<(bool Remote, long? Offset, string Message)>> Relay(int grains, long? offset)
    {
        List<(bool Remote, long? Offset, string Message)> caught = [];
        for (var key = 1; key <= grains; key++)
        {
            var grain = GrainFactory.GetGrain<IRefusingGrain>(key);
            var remote = await grain.GetSilo() != silo.SiloAddress;
            try
            {
                await grain.Refuse(offset);
            }
            catch (PoisonRecordException exception)
            {
                caught.Add((remote, exception.Offset, $"{exception.Message}: {exception.InnerException?.Message}"));
            }
        }

        return caught;
    }
}

[Trait("Category", "Cluster")]
public sealed class PoisonCallTests
{
    private const int Grains = 20;

    [Theory]
    [InlineData(null)]
    [InlineData(77L)]
    public async Task Throw_OutOfACallBetweenSilos_IsCaughtWithItsOffset(long? offset)
    {
        TestClusterBuilder builder = new(2);
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        await using var cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);

        var caught = await cluster.Client.GetGrain<IRefusingGrain>(0).Relay(Grains, offset);
        var exception = await Assert.ThrowsAsync<PoisonRecordException>(() => cluster.Client.GetGrain<IRefusingGrain>(1).Refuse(offset));

        Assert.Equal(Grains, caught.Count);
        Assert.Contains(caught, call => call.Remote);
        Assert.All(caught, call => Assert.Equal((offset, "it is no reading: cause"), (call.Offset, call.Message)));
        Assert.Equal(offset, exception.Offset);
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            // The federations' grains are in this process too; they need more services than this one does.
            siloBuilder.Services.PostConfigure<GrainTypeOptions>(options => options.Classes.RemoveWhere(
                type => type.Assembly != typeof(RefusingGrain).Assembly && type.Assembly.GetName().Name!.EndsWith("Grains", StringComparison.Ordinal)));
            siloBuilder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        }
    }
}
