using FederatedOrleans.Grains.Tiers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>Reads the topics for the archives of one silo, by a client of its own: whoever decides rounds never waits for it.</summary>
internal sealed class ArchiveReader(KafkaSides sides, IServiceProvider services) : IDisposable
{
    private readonly Lazy<KafkaLogReader> _own = new(() => services.GetRequiredKeyedService<KafkaLogReader>(sides.UpdatesProvider).CreateAnother());

    public KafkaLogReader Kafka => _own.Value;

    public void Dispose()
    {
        if (_own.IsValueCreated)
        {
            _own.Value.Dispose();
        }
    }
}
