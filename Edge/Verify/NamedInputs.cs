using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// What the entries of a rounds topic name as inputs, also those that come later than the one that is judged. It reads ahead only when it is asked, and no
/// further than rounds were open: memory holds their inputs.
/// </summary>
/// <param name="federation">The federation.</param>
/// <param name="open">Reads the rounds topic from its beginning.</param>
/// <param name="isBeginningLost">Whether the topic has lost its beginning.</param>
internal sealed class NamedInputs(
    string federation, Func<CancellationToken, IAsyncEnumerable<RoundsEntry>> open, bool isBeginningLost = false) : IAsyncDisposable
{
    private readonly Dictionary<(string Log, long Offset), NamedInput> _inputs = [];
    private readonly DecisionOrder _order = new(isBeginningLost: isBeginningLost);
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    private RoundParts _parts = new();
    private IAsyncEnumerator<RoundsEntry>? _entries;
    private (string Log, long Offset) _forgotten = ("", 0);
    private string _log = "";

    /// <summary>All inputs of <see cref="_log"/> below it are known: rounds that close later have none there.</summary>
    private long _known;
    private bool _isAtEnd;

    /// <summary>The input at an offset.</summary>
    /// <param name="log">The updates log.</param>
    /// <param name="offset">The offset; what was forgotten is not asked for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The input; null where no entry names one.</returns>
    public async ValueTask<NamedInput?> FindAsync(string log, long offset, CancellationToken cancellationToken)
    {
        _entries ??= open(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (!_isAtEnd && !_finished.Contains(log) && (_log != log || _known <= offset))
        {
            _isAtEnd = !await _entries.MoveNextAsync();
            if (!_isAtEnd)
            {
                Take(_entries.Current);
            }
        }

        return _inputs.GetValueOrDefault((log, offset));
    }

    /// <summary>Lets go of inputs that nobody will ask for.</summary>
    /// <param name="log">The updates log.</param>
    /// <param name="offset">The offset below which nothing is read again.</param>
    public void Forget(string log, long offset)
    {
        _forgotten = (log, offset);
        foreach (var key in _inputs.Keys.Where(key => key.Log != log || key.Offset < offset).ToArray())
        {
            _inputs.Remove(key);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _entries?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Take(RoundsEntry entry)
    {
        if (entry.Federation != federation || _parts.Take(entry) is not { } whole || !_order.Take(whole) || whole is not IRoundMark mark)
        {
            return;
        }

        if (mark.UpdatesLog != _log)
        {
            _finished.Add(_log);
            (_log, _known) = (mark.UpdatesLog, 0);
        }

        _known = Math.Max(_known, mark.ResumeOffset);
        foreach (var input in mark.Inputs.Where(input => _forgotten.Log != mark.UpdatesLog || input.Offset >= _forgotten.Offset))
        {
            _inputs.TryAdd((mark.UpdatesLog, input.Offset), new(input, mark));
        }

        if (whole is RoundEntry)
        {
            _parts = new();
        }
    }
}
