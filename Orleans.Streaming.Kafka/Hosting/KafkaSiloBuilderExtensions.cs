using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Delivery;
using Orleans.Streaming.Kafka.Log;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Streams;
using Orleans.Streaming.Kafka.Topics;

namespace Orleans.Streaming.Kafka.Hosting;

/// <summary>Adds Kafka streams to a silo.</summary>
public static class KafkaSiloBuilderExtensions
{
    private static readonly TimeSpan PumpPeriod = TimeSpan.FromMilliseconds(10);

    /// <summary>Adds a stream provider over Kafka topics.</summary>
    /// <inheritdoc cref="AddKafkaStreams(ISiloBuilder, string, Action{OptionsBuilder{KafkaStreamOptions}}, Action{ISiloPersistentStreamConfigurator}?)"/>
    public static ISiloBuilder AddKafkaStreams(
        this ISiloBuilder builder, string name, Action<KafkaStreamOptions> configure, Action<ISiloPersistentStreamConfigurator>? configureStreams = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddKafkaStreams(name, options => options.Configure(configure), configureStreams);
    }

    /// <summary>Adds a stream provider over Kafka topics, with options that may depend on services or configuration.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="configureStreams">
    /// Sets what Orleans does with the provider: kinds of subscriptions, pulling agents, balancing of partitions over silos. By default there are
    /// explicit and implicit subscriptions, and the explicit ones need a grain storage called <c>PubSubStore</c>.
    /// </param>
    /// <remarks>
    /// The provider's <see cref="KafkaProducer"/>, <see cref="KafkaLogReader"/>, <see cref="KafkaTopicDirectory"/> and
    /// <see cref="IKafkaStreamMapper"/> are services keyed by its name; a mapper added by the user replaces the default one. A second call with the
    /// same name, or a section <c>Orleans:Streaming:&lt;name&gt;</c> of the configuration, adds options to the same provider.
    /// </remarks>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddKafkaStreams(
        this ISiloBuilder builder,
        string name,
        Action<OptionsBuilder<KafkaStreamOptions>> configure,
        Action<ISiloPersistentStreamConfigurator>? configureStreams = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        configureStreams ??= _ => { };
        if (builder.Services.AddKafkaStreamServices(name, configure, needsTopics: true))
        {
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutgoingGrainCallFilter, DeliveryFilter>());
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IIncomingGrainCallFilter, ConsumerFailureFilter>());
            return builder.AddPersistentStreams(
                name,
                KafkaAdapterFactory.Create,
                streams =>
                {
                    SetDefaults(streams);
                    configureStreams(streams);
                });
        }

        configureStreams(new ExistingStreams(name, builder.Services));
        return builder;
    }

    private static void SetDefaults(ISiloPersistentStreamConfigurator streams)
    {
        // A receiver waits for data itself; the timer matters only after a stream that is new has stopped the reading.
        streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = PumpPeriod));
        streams.ConfigureBackoffProvider((services, name) => new DeliveryBackoff(
            services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name).MaxRetryDelay));
    }
}
