using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Streaming.Kafka.Hosting;

/// <summary>Configures a provider that was added before. Orleans' own configurators would add it a second time.</summary>
internal sealed class ExistingStreams(string name, IServiceCollection services)
    : NamedServiceConfigurator(name, configure => configure(services)), ISiloPersistentStreamConfigurator, IClusterClientPersistentStreamConfigurator;
