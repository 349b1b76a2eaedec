using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.WayBack;

/// <summary>Finds versions of long ago in the rounds log. It is read once, when somebody asks for the first time, and from there on as far as it grew.</summary>
internal sealed class VersionIndex(FederationLogs logs, string federation, FederationOptions options) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<(long Version, long WindowEnd, long Offset)> _versions = [];
    private long _next;

    /// <summary>The newest version of windows that end at or before a time.</summary>
    /// <param name="through">The time, Unix ms; all rounds through it are closed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its entry, or null when there is none.</returns>
    public Task<RoundEntry?> FindThroughAsync(long through, CancellationToken cancellationToken) =>
        FindAsync(version => version.WindowEnd <= through, cancellationToken);

    /// <summary>One version.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its entry, or null when the log does not hold it.</returns>
    public Task<RoundEntry?> FindVersionAsync(long number, CancellationToken cancellationToken) =>
        FindAsync(version => version.Version == number, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async Task<RoundEntry?> FindAsync(Predicate<(long Version, long WindowEnd, long Offset)> wanted, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
            var index = _versions.FindLastIndex(wanted);
            return index < 0 ? null : await LoadAsync(_versions[index].Offset, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var bounds = await logs.RoundsBoundsAsync(federation, options, cancellationToken);
        await foreach (var (offset, entry) in logs.ReadDecisionsAsync(federation, options, Math.Max(_next, bounds.Low), bounds.High, cancellationToken))
        {
            // The first entry for a version wins.
            if (entry is RoundEntry round && (_versions.Count == 0 || round.Version == _versions[^1].Version + 1))
            {
                _versions.Add((round.Version, round.WindowEnd, offset));
            }
        }

        _next = Math.Max(_next, bounds.High);
    }

    private async Task<RoundEntry?> LoadAsync(long offset, CancellationToken cancellationToken)
    {
        await foreach (var (_, entry) in logs.ReadDecisionsAsync(federation, options, offset, offset + 1, cancellationToken))
        {
            return entry as RoundEntry;
        }

        return null;
    }
}
