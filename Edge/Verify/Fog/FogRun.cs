using System.Runtime.CompilerServices;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Edge.Verify.Fog;

/// <summary>Collects the versions whose updates are to be recomputed while the rounds topic is read, and judges them when it has been.</summary>
/// <param name="reader">Reads the sensor topic.</param>
/// <param name="request">What is asked for.</param>
/// <param name="bases">The versions on which fog nodes may have trained.</param>
internal sealed class FogRun(KafkaLogReader reader, VerifyRequest request, FogBases bases)
{
    private readonly List<FogRound> _rounds = [];

    /// <summary>Takes a version.</summary>
    /// <param name="round">Its record.</param>
    /// <param name="verifier">What verified it so far.</param>
    /// <param name="verdict">What came of it; null where it was not asked for.</param>
    /// <returns>The verdict if it stands; null where the version is to be judged once more.</returns>
    public VersionVerdict? Take(RoundEntry round, RoundVerifier verifier, VersionVerdict? verdict)
    {
        bases.Take(round, verifier.Settings);
        if (verdict?.Kind != VerdictKind.Equal)
        {
            return verdict;
        }

        _rounds.Add(new(round, verifier.Configuration!));
        return null;
    }

    /// <summary>Judges the versions that were taken.</summary>
    /// <param name="verifier">What verified them so far.</param>
    /// <param name="updates">The updates log.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<VersionVerdict> JudgeAsync(
        RoundVerifier verifier, IUpdatesLog? updates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_rounds.Count == 0 || updates is null || verifier.Configuration is not { } configuration)
        {
            yield break;
        }

        if (verifier.Settings is not { } settings)
        {
            foreach (var round in _rounds)
            {
                yield return new(round.Round.Version, VerdictKind.NotVerifiable, Reason: $"the model {configuration.Model} of the newest configuration is not known here");
            }

            yield break;
        }

        var partitions = await reader.GetPartitionCountAsync(configuration.SensorTopic, cancellationToken);
        FogVerifier fog = new(configuration, settings, updates, OpenAsync, version => bases.Find(version, settings), request.TrainingReadings);
        await fog.ReadAsync(cancellationToken);
        foreach (var round in _rounds)
        {
            yield return fog.Judge(round);
        }

        async ValueTask<ISensorLog?> OpenAsync(int partition, CancellationToken token) => partition >= partitions ? null : new KafkaSensorLog(
            reader, configuration.SensorTopic, partition, await reader.GetWatermarksAsync(configuration.SensorTopic, partition, token));
    }
}
