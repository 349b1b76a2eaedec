using System.Runtime.CompilerServices;
using System.Threading.Channels;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Silo.Rounds;

/// <summary>Brings the rounds of one federation from its aggregator to this host's HTTP clients.</summary>
internal sealed class RoundFeed(string federation, IGrainFactory grains) : IRoundObserver
{
    private const int MaxWaiting = 256;
    private readonly Lock _lock = new();
    private readonly List<Channel<GlobalModelMessage>> _clients = [];

    private IGlobalAggregatorGrain Aggregator => grains.GetGrain<IGlobalAggregatorGrain>(federation);

    /// <inheritdoc />
    public Task OnRound(GlobalModelMessage model)
    {
        lock (_lock)
        {
            _clients.ForEach(client => client.Writer.TryWrite(model));
        }

        return Task.CompletedTask;
    }

    /// <summary>Every new version once, in order, for as long as the client listens.</summary>
    /// <param name="after">The last version that the client knows, or null for what comes from now on.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    public async IAsyncEnumerable<GlobalModelMessage> ListenAsync(long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = Channel.CreateBounded<GlobalModelMessage>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            _clients.Add(client);
        }

        try
        {
            var newest = await Aggregator.GetModels(MaxWaiting, cancellationToken);
            // A client that knows more than there is speaks of another life of this federation.
            var version = newest is [var first, ..] ? first.Version : 0;
            var last = after <= version ? after.Value : version;
            foreach (var missed in newest.Where(model => model.Version > last).Reverse())
            {
                last = missed.Version;
                yield return missed;
            }

            await foreach (var model in client.Reader.ReadAllAsync(cancellationToken))
            {
                if (model.Version > last)
                {
                    last = model.Version;
                    yield return model;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _clients.Remove(client);
            }
        }
    }
}
