namespace FederatedOrleans.Silo.Hosting;

/// <summary>The Kafka that this host uses.</summary>
/// <param name="BootstrapServers">Its brokers, <c>host:port[,host:port]</c>.</param>
/// <param name="IsEmbedded">Whether it lives in this process.</param>
internal sealed record KafkaEndpoint(string BootstrapServers, bool IsEmbedded);
