using System.Collections.Concurrent;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>What a recovering consumer keeps when its activation ends: a count and the token of the last event in it.</summary>
public sealed class Checkpoint
{
    private static readonly ConcurrentDictionary<Guid, Checkpoint> Stored = new();

    public int Count { get; set; }

    public StreamSequenceToken? Token { get; set; }

    public static Checkpoint Read(Guid key) => Stored.TryGetValue(key, out var stored) ? new() { Count = stored.Count, Token = stored.Token } : new();

    public void Write(Guid key) => Stored[key] = new() { Count = Count, Token = Token };

    /// <summary>Whether an event is in the count.</summary>
    public bool Has(StreamSequenceToken token) => Token is not null && !Token.Older(token);
}

/// <summary>Fails once at every critical place, each time with the end of its activation, and goes on from its checkpoint.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class TransientErrorGrain : Grain, IGrainWithGuidKey
{
    public const string Namespace = "transient-errors";
    public const int Items = 60;
    private static readonly ConcurrentDictionary<(Guid Key, string Place), bool> Failed = new();
    private Checkpoint _checkpoint = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKey();
        if (Failed.TryAdd((key, "activation"), true))
        {
            throw new IOException("The activation fails.");
        }

        _checkpoint = Checkpoint.Read(key);
        var stream = this.GetStreamProvider(ConformanceCluster.Provider).GetStream<int>(Namespace, key);
        foreach (var handle in await stream.GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(OnNextAsync, _checkpoint.Token);
        }
    }

    private Task OnNextAsync(int item, StreamSequenceToken? token)
    {
        if (_checkpoint.Has(token!))
        {
            return Task.CompletedTask;
        }

        _checkpoint.Count++;
        _checkpoint.Token = token;
        FailAt(item, 0, "before the first checkpoint");
        FailAt(item, Items - 1, "at the end");
        if (item == 0 || item % 10 == 9)
        {
            _checkpoint.Write(this.GetPrimaryKey());
        }

        FailAt(item, 0, "after the first checkpoint");
        FailAt(item, 33, "in the middle");
        if (item == Items - 1)
        {
            Ledger.Write(this.GetPrimaryKey().ToString("N"), _checkpoint.Count);
        }

        return Task.CompletedTask;
    }

    private void FailAt(int item, int failing, string place)
    {
        if (item == failing && Failed.TryAdd((this.GetPrimaryKey(), place), true))
        {
            DeactivateOnIdle();
            throw new IOException($"The consumer fails {place}.");
        }
    }
}

/// <summary>Refuses one event; where it gives in, until it hears of an error in its stream.</summary>
public abstract class LastingErrorGrain(string streamNamespace, string provider, bool givesIn) : Grain, IGrainWithGuidKey
{
    public const int Refused = 32;
    private bool _hasHeard;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var stream = this.GetStreamProvider(provider).GetStream<int>(streamNamespace, this.GetPrimaryKey());
        return stream.SubscribeAsync(OnNextAsync, OnErrorAsync);
    }

    private Task OnNextAsync(int item, StreamSequenceToken? token)
    {
        if (item == Refused && !_hasHeard)
        {
            throw new IOException("The consumer fails.");
        }

        Ledger.Write(this.GetPrimaryKey().ToString("N"), item);
        return Task.CompletedTask;
    }

    private Task OnErrorAsync(Exception exception)
    {
        _hasHeard = givesIn;
        Ledger.Write($"{this.GetPrimaryKey():N}/errors", exception is Orleans.Streaming.Kafka.PoisonRecordException ? 1 : 0);
        return Task.CompletedTask;
    }
}

/// <summary>Its provider repeats for ever.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class PatientErrorGrain() : LastingErrorGrain(Namespace, ConformanceCluster.Provider, givesIn: true)
{
    public const string Namespace = "patient-errors";
}

/// <summary>Its provider puts an event aside after some attempts.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class ImpatientErrorGrain() : LastingErrorGrain(Namespace, ConformanceCluster.ImpatientProvider, givesIn: false)
{
    public const string Namespace = "impatient-errors";
}
