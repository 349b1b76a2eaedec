using System.Text.Json;
using Confluent.Kafka;
using FederatedOrleans.Benchmarks.Readings;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>What people write by hand: one record per call, deserialized from the client's memory by source-generated code.</summary>
internal sealed class ConsumeLoop(string bootstrapServers) : IIngest
{
    private readonly IConsumer<Ignore, Reading> _consumer =
        new ConsumerBuilder<Ignore, Reading>(IngestClient.Settings(bootstrapServers)).SetValueDeserializer(new Deserializer()).Build();

    public Task<ReadingAverage> RunAsync(long count) => Task.Run(() =>
    {
        ReadingAverage average = new();
        _consumer.Assign(Enumerable.Range(0, ReadingTopic.Partitions).Select(partition => new TopicPartitionOffset(ReadingTopic.Name, partition, 0)));
        while (average.Count < count)
        {
            var reading = _consumer.Consume().Message.Value;
            average.Add(reading.Temperature, reading.Vibration);
        }

        _consumer.Unassign();
        return average;
    });

    public ValueTask DisposeAsync()
    {
        _consumer.Close();
        _consumer.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Deserializer : IDeserializer<Reading>
    {
        public Reading Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
            JsonSerializer.Deserialize(data, ReadingContext.Default.Reading) ?? new();
    }
}
