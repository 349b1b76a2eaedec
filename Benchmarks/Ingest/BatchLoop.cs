using FederatedOrleans.Benchmarks.Readings;
using Orleans.Streaming.Kafka.Interop;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>The least that must be done: batches from librdkafka's one queue, each value parsed where it lies.</summary>
internal sealed unsafe class BatchLoop : IIngest
{
    private const int TimeoutMilliseconds = 10;
    private const int Capacity = 10_000;
    private readonly nint _client;
    private readonly nint _queue;

    public BatchLoop(string bootstrapServers)
    {
        _client = NativeClient.Create(ClientKind.Consumer, NativeClient.NewConfiguration(IngestClient.Settings(bootstrapServers)));
        _ = LibRdKafka.RedirectPoll(_client);
        _queue = LibRdKafka.GetConsumerQueue(_client);
    }

    public Task<ReadingAverage> RunAsync(long count) => Task.Run(() =>
    {
        var partitions = LibRdKafka.NewPartitions(ReadingTopic.Partitions);
        for (var partition = 0; partition < ReadingTopic.Partitions; partition++)
        {
            LibRdKafka.AddPartition(partitions, ReadingTopic.Name, partition)->Offset = 0;
        }

        Check(LibRdKafka.IncrementalAssign(_client, partitions));
        var average = Read(count);
        Check(LibRdKafka.IncrementalUnassign(_client, partitions));
        LibRdKafka.DestroyPartitions(partitions);
        return average;
    });

    public ValueTask DisposeAsync()
    {
        LibRdKafka.DestroyQueue(_queue);
        LibRdKafka.DestroyClient(_client, flags: 0);
        return ValueTask.CompletedTask;
    }

    private ReadingAverage Read(long count)
    {
        ReadingAverage average = new();
        var messages = stackalloc MessageLayout*[Capacity];
        while (average.Count < count)
        {
            var taken = LibRdKafka.ConsumeBatch(_queue, TimeoutMilliseconds, messages, Capacity);
            for (var i = 0; i < taken; i++)
            {
                var message = messages[i];
                if (message->Error != 0)
                {
                    throw new InvalidOperationException(NativeConsumer.Describe(message->Error));
                }

                average.Add(new ReadOnlySpan<byte>(message->Value, (int)message->ValueBytes));
                LibRdKafka.DestroyMessage(message);
            }
        }

        return average;
    }

    private static void Check(nint error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException("librdkafka did not change the assignment.");
        }
    }
}
