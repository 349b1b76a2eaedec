using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>Names the cluster that a grain belongs to, since the silos of all clusters share statics.</summary>
public sealed record LedgerScope(string Name);

/// <summary>A consumer that is there without being called.</summary>
public interface ILedgerGrain : IGrainWithStringKey
{
    /// <summary>Ends the activation.</summary>
    Task Restart();

    /// <summary>Makes an activation if there is none.</summary>
    Task Ping();
}

/// <summary>A consumer with a GUID.</summary>
public interface IGuidLedgerGrain : IGrainWithGuidKey;

/// <summary>A consumer that subscribes when it is told to.</summary>
public interface IExplicitLedgerGrain : IGrainWithStringKey
{
    /// <summary>Subscribes, or resumes its subscription, at a next offset.</summary>
    Task Subscribe(string stream, string key, long next);

    /// <summary>Lets its subscription go.</summary>
    Task Unsubscribe();
}

/// <summary>Writes what it gets into a <see cref="Ledger"/>, and stores now and then.</summary>
public abstract class LedgerConsumer(LedgerScope scope) : Grain, IAsyncObserver<KafkaRecordBatch>
{
    private const int BatchesPerStore = 3;
    private Ledger _ledger = null!;
    private int _activation;
    private int _batches;

    public async Task OnNextAsync(KafkaRecordBatch item, StreamSequenceToken? token = null)
    {
        for (var i = 0; i < item.Count; i++)
        {
            var offset = item[i].Offset;
            await _ledger.Before(offset);
            _ledger.Take(_activation, offset);
        }

        if (++_batches % BatchesPerStore == 0 && _ledger.IsStoring)
        {
            _ledger.Store(_activation);
        }
    }

    public Task OnErrorAsync(Exception ex)
    {
        _ledger.Hear(ex);
        return Task.CompletedTask;
    }

    /// <summary>Takes up the ledger of a stream and says where it wants to resume.</summary>
    protected long? Begin(string stream, string key)
    {
        _ledger = Ledger.Of(scope.Name, stream, key);
        (_activation, var next) = _ledger.Begin();
        return next;
    }

    protected async Task ResumeAsync(string stream, StreamId id, string key)
    {
        var next = Begin(stream, key);
        foreach (var subscription in await this.GetStreamProvider(LedgerCluster.Provider).GetStream<KafkaRecordBatch>(id).GetAllSubscriptionHandles())
        {
            await subscription.ResumeAsync(this, next is { } place ? KafkaPosition.ImplicitStart(place) : null);
        }
    }
}

[ImplicitStreamSubscription(LedgerCluster.Parts)]
public sealed class PartLedgerGrain(LedgerScope scope) : LedgerConsumer(scope), ILedgerGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        ResumeAsync(LedgerCluster.Parts, StreamId.Create(LedgerCluster.Parts, this.GetPrimaryKeyString()), this.GetPrimaryKeyString());

    public Task Restart()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Ping() => Task.CompletedTask;
}

[ImplicitStreamSubscription(LedgerCluster.Keys)]
public sealed class KeyLedgerGrain(LedgerScope scope) : LedgerConsumer(scope), ILedgerGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        ResumeAsync(LedgerCluster.Keys, StreamId.Create(LedgerCluster.Keys, this.GetPrimaryKeyString()), this.GetPrimaryKeyString());

    public Task Restart()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Ping() => Task.CompletedTask;
}

[ImplicitStreamSubscription(LedgerCluster.Guids)]
public sealed class GuidLedgerGrain(LedgerScope scope) : LedgerConsumer(scope), IGuidLedgerGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        ResumeAsync(LedgerCluster.Guids, StreamId.Create(LedgerCluster.Guids, this.GetPrimaryKey()), this.GetPrimaryKey().ToString("N"));
}

public sealed class ExplicitLedgerGrain(LedgerScope scope) : LedgerConsumer(scope), IExplicitLedgerGrain
{
    private StreamSubscriptionHandle<KafkaRecordBatch>? _subscription;

    public async Task Subscribe(string stream, string key, long next)
    {
        Begin("explicit", this.GetPrimaryKeyString());
        var place = KafkaPosition.ExplicitStart(next);
        _subscription = _subscription is null
            ? await this.GetStreamProvider(LedgerCluster.Provider).GetStream<KafkaRecordBatch>(StreamId.Create(stream, key)).SubscribeAsync(this, place)
            : await _subscription.ResumeAsync(this, place);
    }

    public Task Unsubscribe() => _subscription?.UnsubscribeAsync() ?? Task.CompletedTask;
}
