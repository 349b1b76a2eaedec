using System.Collections.Concurrent;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>A grain that subscribes to what it is told, and again when it is activated anew.</summary>
public interface ILedgerConsumerGrain : IGrainWithGuidKey
{
    /// <summary>Adds a subscription that writes to a page, and returns its id.</summary>
    Task<Guid> Subscribe(string provider, StreamId stream, string page, string? filter = null);

    /// <summary>Adds a subscription that takes batches.</summary>
    Task<Guid> SubscribeToBatches(string provider, StreamId stream, string page);

    /// <summary>Lets all subscriptions of a stream write to another page.</summary>
    Task Resume(string provider, StreamId stream, string page);

    Task Unsubscribe(string provider, StreamId stream, Guid subscription);

    Task<int> CountSubscriptions(string provider, StreamId stream);

    Task Deactivate();
}

/// <summary>A grain that produces.</summary>
public interface ILedgerProducerGrain : IGrainWithGuidKey
{
    Task Produce(string provider, StreamId stream, int first, int count);
}

public sealed class LedgerConsumerGrain : Grain, ILedgerConsumerGrain
{
    private static readonly ConcurrentDictionary<Guid, (string Provider, StreamId Stream, string Page)> Resumed = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (Resumed.TryGetValue(this.GetPrimaryKey(), out var last))
        {
            await ResumeAsync(last.Provider, last.Stream, last.Page);
        }
    }

    public async Task<Guid> Subscribe(string provider, StreamId stream, string page, string? filter)
    {
        Resumed[this.GetPrimaryKey()] = (provider, stream, page);
        return (await GetStream(provider, stream).SubscribeAsync(new PageObserver(page), null, filter)).HandleId;
    }

    public async Task<Guid> SubscribeToBatches(string provider, StreamId stream, string page) =>
        (await GetStream(provider, stream).SubscribeAsync(new BatchPageObserver(page))).HandleId;

    public Task Resume(string provider, StreamId stream, string page)
    {
        Resumed[this.GetPrimaryKey()] = (provider, stream, page);
        return ResumeAsync(provider, stream, page);
    }

    public async Task Unsubscribe(string provider, StreamId stream, Guid subscription)
    {
        var handles = await GetStream(provider, stream).GetAllSubscriptionHandles();
        await handles.Single(handle => handle.HandleId == subscription).UnsubscribeAsync();
    }

    public async Task<int> CountSubscriptions(string provider, StreamId stream) => (await GetStream(provider, stream).GetAllSubscriptionHandles()).Count;

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task ResumeAsync(string provider, StreamId stream, string page)
    {
        foreach (var handle in await GetStream(provider, stream).GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(new PageObserver(page));
        }
    }

    private IAsyncStream<int> GetStream(string provider, StreamId stream) => this.GetStreamProvider(provider).GetStream<int>(stream);
}

public sealed class LedgerProducerGrain : Grain, ILedgerProducerGrain
{
    public async Task Produce(string provider, StreamId stream, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            await this.GetStreamProvider(provider).GetStream<int>(stream).OnNextAsync(i);
        }
    }
}

/// <summary>A grain that is subscribed by others and takes what comes.</summary>
public interface IPassiveConsumerGrain : IGrainWithGuidKey
{
    /// <summary>How many subscriptions it was told of.</summary>
    Task<int> CountSubscribed();
}

/// <summary>Writes to a page that its key names.</summary>
public sealed class PassiveConsumerGrain : Grain, IPassiveConsumerGrain, IStreamSubscriptionObserver
{
    private int _subscribed;

    public Task<int> CountSubscribed() => Task.FromResult(_subscribed);

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        _subscribed++;
        return handleFactory.Create<int>().ResumeAsync(new PageObserver(this.GetPrimaryKey().ToString("N")));
    }
}

/// <summary>A grain that wants none of its subscriptions.</summary>
public interface IUnwillingConsumerGrain : IGrainWithGuidKey;

public sealed class UnwillingConsumerGrain : Grain, IUnwillingConsumerGrain, IStreamSubscriptionObserver
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<int>().UnsubscribeAsync();
}

/// <summary>A grain with an implicit subscription.</summary>
public interface IImplicitLedgerGrain : IGrainWithGuidKey
{
    Task Deactivate();

    /// <summary>Lets every event end the activation.</summary>
    Task DeactivateOnEvent();
}

/// <summary>Writes to a page that its key names.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class ImplicitLedgerGrain : Grain, IImplicitLedgerGrain
{
    public const string Namespace = "implicit-ledger";
    private static readonly ConcurrentDictionary<Guid, bool> Ending = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKey();
        foreach (var provider in (string[])[ConformanceCluster.Provider, ConformanceCluster.FilteredProvider])
        {
            await this.GetStreamProvider(provider).GetStream<int>(Namespace, key).SubscribeAsync((item, _) =>
            {
                Ledger.Write(key.ToString("N"), item);
                if (Ending.ContainsKey(key))
                {
                    DeactivateOnIdle();
                }

                return Task.CompletedTask;
            });
        }
    }

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task DeactivateOnEvent()
    {
        Ending[this.GetPrimaryKey()] = true;
        return Task.CompletedTask;
    }
}
