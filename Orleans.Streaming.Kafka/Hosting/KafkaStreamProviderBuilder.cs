using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Hosting;

[assembly: RegisterProvider("Kafka", "Streaming", "Silo", typeof(KafkaStreamProviderBuilder))]
[assembly: RegisterProvider("Kafka", "Streaming", "Client", typeof(KafkaStreamProviderBuilder))]
[assembly: RegisterProvider("KafkaServer", "Streaming", "Silo", typeof(KafkaStreamProviderBuilder))]
[assembly: RegisterProvider("KafkaServer", "Streaming", "Client", typeof(KafkaStreamProviderBuilder))]

namespace Orleans.Streaming.Kafka.Hosting;

/// <summary>
/// Adds a provider from a section <c>Orleans:Streaming:&lt;name&gt;</c> whose <c>ProviderType</c> is <c>Kafka</c> or <c>KafkaServer</c>. The section
/// holds the provider's options, <c>PubSubType</c>, and <c>ServiceKey</c> or <c>ConnectionName</c>: a connection string with the brokers.
/// </summary>
internal sealed class KafkaStreamProviderBuilder : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        Section(builder.Configuration, name, configurationSection, (configure, streams) => builder.AddKafkaStreams(name!, configure, streams));

    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection) =>
        Section(builder.Configuration, name, configurationSection, (configure, streams) => builder.AddKafkaStreams(name!, configure, streams));

    private static void Section(
        IConfiguration root,
        string? name,
        IConfigurationSection section,
        Action<Action<OptionsBuilder<KafkaStreamOptions>>, Action<IPersistentStreamConfigurator>> add)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        KafkaProviderSection settings = new(name, section, root);
        settings.CheckKeys();

        // A provider reads its options once: a later change of the section must not make them anew.
        add(
            options => options.Configure(kafka => section.Bind(kafka)).PostConfigure(kafka => kafka.BootstrapServers = settings.BrokersOf(kafka)),
            streams => streams.Configure<StreamPubSubOptions>(options => options.Configure(pubSub => section.Bind(pubSub))));
    }
}
