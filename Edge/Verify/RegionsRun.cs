using System.Runtime.CompilerServices;
using System.Text;
using FederatedOrleans.Edge.Verify.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// Judges the rounds of regions whose sums went into the versions of their root: each has to be recorded by its region, and recomputed from the updates of the
/// region's participants.
/// </summary>
/// <param name="kafka">Reads the sensor topic.</param>
/// <param name="logs">The partitions of the rounds topic.</param>
/// <param name="request">What is asked for.</param>
/// <param name="bases">By version, the root's weights on which fog nodes may have trained.</param>
/// <param name="open">Opens the updates log that a configuration names; it is used until the next call.</param>
internal sealed class RegionsRun(
    KafkaLogReader kafka,
    IReadOnlyList<IRoundsLog> logs,
    VerifyRequest request,
    FogBases bases,
    Func<ConfigurationEntry, CancellationToken, ValueTask<IUpdatesLog>> open)
{
    /// <summary>By region, the hashes of what it sent and the first version that it went into.</summary>
    private readonly SortedDictionary<string, Dictionary<string, long>> _sent = new(StringComparer.Ordinal);

    /// <summary>Takes a version of the root whose numbers are those of what regions sent.</summary>
    /// <param name="version">Its record.</param>
    public void Take(RoundEntry version)
    {
        foreach (var region in version.Regions ?? [])
        {
            _sent.TryAdd(region.Participant, new(StringComparer.Ordinal));
            _sent[region.Participant].TryAdd(region.Hash, version.Version);
        }
    }

    /// <summary>Judges the rounds of all regions, one region after the other.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<VersionVerdict> JudgeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (region, sent) in _sent)
        {
            await foreach (var verdict in JudgeAsync(region, sent, cancellationToken))
            {
                yield return verdict with { Region = region };
            }

            foreach (var version in sent.Values.Distinct().Order())
            {
                yield return new(version, VerdictKind.Different, new($"the update of {region}", "one that the region has recorded in the rounds topic", "another"));
            }
        }
    }

    private async IAsyncEnumerable<VersionVerdict> JudgeAsync(
        string region, Dictionary<string, long> sent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IUpdatesLog? updates = null;
        await using RoundVerifier verifier = new(region, async (configuration, token) => updates = await open(configuration, token))
        {
            BeginningIsLost = logs.Any(log => log.Low > 0),
            Models = request.Models,
            Strategies = request.Strategies,
            Ahead = token => ReadAsync(region, token),
            IsAsked = round => (round.Regional ?? []).Sum(sum => sent.Remove(sum.Hash) ? 1 : 0) > 0,
        };
        FogRun fog = new(kafka, request, bases);
        await foreach (var entry in ReadAsync(region, cancellationToken))
        {
            var before = verifier.Newest;
            var verdict = await verifier.VerifyAsync(entry, cancellationToken);
            if (request.Fog && verifier.Newest is { } newest && !ReferenceEquals(newest, before))
            {
                verdict = fog.Take(newest, verifier, verdict);
            }

            if (verdict is not null)
            {
                yield return verdict;
            }
        }

        await foreach (var verdict in fog.JudgeAsync(verifier, updates, cancellationToken))
        {
            yield return verdict;
        }
    }

    /// <summary>The entries of a region, which live in one partition; those of others, which may be many, are not even parsed.</summary>
    private async IAsyncEnumerable<RoundsEntry> ReadAsync(string region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = Encoding.UTF8.GetBytes(region);
        foreach (var log in logs)
        {
            await foreach (var record in log.ReadAsync(cancellationToken))
            {
                if (record.Value.AsSpan().IndexOf(name) >= 0 && TopicRecords.ReadEntry(record.Value) is { } entry)
                {
                    yield return entry;
                }
            }
        }
    }
}
