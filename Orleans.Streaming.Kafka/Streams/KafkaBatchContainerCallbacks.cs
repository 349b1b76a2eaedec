using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Data;

namespace Orleans.Streaming.Kafka.Streams;

/// <summary>Gives a container that came from another process what it reads events with there.</summary>
internal sealed class KafkaBatchContainerCallbacks(IServiceProvider services)
{
    public void OnDeserialized(KafkaBatchContainer container) =>
        container.Attach(services.GetRequiredKeyedService<EventReader>(container.ProviderName));
}
