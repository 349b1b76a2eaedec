using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Streaming.Kafka;

namespace FederatedOrleans.Grains.Fog;

/// <summary>What earlier lives of a fog node said in the updates log beyond what its checkpoint knows.</summary>
internal sealed class FogNodeMessages
{
    private readonly List<(string Log, Closing Closing)> _closings = [];
    private readonly List<(string Log, long Start, long Version)> _bases = [];

    private FogNodeMessages(long scannedTo) => ScannedTo = scannedTo;

    /// <summary>All of the node's messages below this offset are known.</summary>
    public long ScannedTo { get; }

    /// <summary>The sensor log that its newest message speaks of, or null when there is none.</summary>
    public string? Log { get; private set; }

    /// <summary>Reads them.</summary>
    /// <param name="logs">The topics.</param>
    /// <param name="federation">The federation.</param>
    /// <param name="partition">The node's partition.</param>
    /// <param name="options">The federation's options.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<FogNodeMessages> ReadAsync(
        FederationLogs logs, string federation, int partition, FederationOptions options, FogNodeState checkpoint, CancellationToken cancellationToken)
    {
        var participant = FogNodeKey.Create(federation, partition);
        var aggregator = FederationRegions.AggregatorOf(federation, participant, options.Regions);
        while (true)
        {
            var bounds = await logs.UpdatesBoundsAsync(aggregator, options, cancellationToken);
            // A log that ends before the place is another one.
            var from = Math.Max(bounds.Low, checkpoint.UpdatesScanned <= bounds.High ? checkpoint.UpdatesScanned : 0);
            FogNodeMessages said = new(bounds.High);
            try
            {
                await foreach (var message in logs.ReadUpdatesAsync(aggregator, options, from, bounds.High, cancellationToken))
                {
                    if (message.Federation == federation && message.Participant == participant)
                    {
                        said.Take(message);
                    }
                }
            }
            catch (KafkaStreamException)
            {
                if ((await logs.UpdatesBoundsAsync(aggregator, options, cancellationToken)).Low <= from)
                {
                    throw;
                }

                // Retention has moved the beginning of the log meanwhile.
                continue;
            }

            said._closings.Sort((one, other) => one.Closing.NextOffset.CompareTo(other.Closing.NextOffset));
            return said;
        }
    }

    /// <summary>Where windows of a log were closed, in ascending order of the offsets.</summary>
    /// <param name="closedThrough">What the checkpoint knows to be closed.</param>
    /// <param name="log">The log.</param>
    public IReadOnlyList<Closing> ClosingsAfter(long closedThrough, string log) =>
        [.. _closings.Where(said => said.Log == log && said.Closing.ClosedThrough > closedThrough).Select(said => said.Closing)];

    /// <summary>By the start of a window of a log, the version that it was trained on.</summary>
    /// <param name="log">The log.</param>
    public IReadOnlyDictionary<long, long> BasesIn(string log) =>
        _bases.Where(said => said.Log == log).DistinctBy(said => said.Start).ToDictionary(said => said.Start, said => said.Version);

    private void Take(UpdateMessage message)
    {
        Log = message.Log.Length > 0 ? message.Log : Log;
        if (message.ClosedThrough is { } closedThrough)
        {
            _closings.Add((message.Log, new(message.NextOffset, closedThrough)));
        }

        if (message is { WindowStart: { } start, BaseVersion: { } version })
        {
            _bases.Add((message.Log, start, version));
        }
    }
}
