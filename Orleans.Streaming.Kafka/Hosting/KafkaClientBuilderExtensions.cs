using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Log;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Streams;
using Orleans.Streaming.Kafka.Topics;

namespace Orleans.Streaming.Kafka.Hosting;

/// <summary>Adds Kafka streams to a client of a cluster.</summary>
public static class KafkaClientBuilderExtensions
{
    /// <summary>Adds a stream provider over Kafka topics.</summary>
    /// <inheritdoc cref="AddKafkaStreams(IClientBuilder, string, Action{OptionsBuilder{KafkaStreamOptions}}, Action{IClusterClientPersistentStreamConfigurator}?)"/>
    public static IClientBuilder AddKafkaStreams(
        this IClientBuilder builder,
        string name,
        Action<KafkaStreamOptions> configure,
        Action<IClusterClientPersistentStreamConfigurator>? configureStreams = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddKafkaStreams(name, options => options.Configure(configure), configureStreams);
    }

    /// <summary>Adds a stream provider over Kafka topics, with options that may depend on services or configuration.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="name">The provider's name, the same as on the silos.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="configureStreams">Sets what Orleans does with the provider; the kinds of subscriptions have to be those of the silos.</param>
    /// <remarks>
    /// A client produces itself and has no consumer: the silos' agents deliver to its subscriptions. It needs no topics for that; those it has are
    /// created where they are absent. The provider's <see cref="KafkaProducer"/>, <see cref="KafkaLogReader"/>, <see cref="KafkaTopicDirectory"/>
    /// and <see cref="IKafkaStreamMapper"/> are services keyed by its name, as on a silo; a mapper has to be that of the silos.
    /// </remarks>
    /// <returns>The client.</returns>
    public static IClientBuilder AddKafkaStreams(
        this IClientBuilder builder,
        string name,
        Action<OptionsBuilder<KafkaStreamOptions>> configure,
        Action<IClusterClientPersistentStreamConfigurator>? configureStreams = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        configureStreams ??= _ => { };
        if (builder.Services.AddKafkaStreamServices(name, configure, needsTopics: false))
        {
            return builder.AddPersistentStreams(name, KafkaAdapterFactory.Create, configureStreams);
        }

        configureStreams(new ExistingStreams(name, builder.Services));
        return builder;
    }
}
