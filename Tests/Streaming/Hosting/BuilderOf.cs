using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedOrleans.Tests.Streaming.Hosting;

/// <summary>A silo's or a client's builder without anything of Orleans' own, over the given configuration.</summary>
internal sealed class BuilderOf(params IEnumerable<(string Key, string? Value)> settings) : ISiloBuilder, IClientBuilder
{
    public IServiceCollection Services { get; } = new ServiceCollection().AddLogging();

    public IConfiguration Configuration { get; } = new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
        .Build();
}
