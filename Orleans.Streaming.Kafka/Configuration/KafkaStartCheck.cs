using Microsoft.Extensions.Options;

namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>Has the options of one provider made, and so checked, when a silo or a client starts.</summary>
internal sealed class KafkaStartCheck(string providerName, IOptionsMonitor<KafkaStreamOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration() => options.Get(providerName);
}
