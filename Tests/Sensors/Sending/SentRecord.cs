namespace FederatedOrleans.Tests.Sensors.Sending;

/// <summary>A record as a consumer found it.</summary>
internal sealed record SentRecord(int Partition, string Key, string Value, DateTime KafkaTime);
