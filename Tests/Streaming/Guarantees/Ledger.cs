using System.Collections.Concurrent;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>
/// What one consumer did, over all its activations, and the state that it stores with its next offset. It outlives silos, and refuses what a
/// former activation wants to store.
/// </summary>
public sealed class Ledger
{
    private static readonly ConcurrentDictionary<string, Ledger> Ledgers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly List<(int Activation, long Offset)> _taken = [];
    private readonly List<Exception> _errors = [];
    private List<long> _counted = [];
    private List<long> _stored = [];
    private int _activations;

    /// <summary>Runs before a record counts as taken; what it throws makes the delivery fail.</summary>
    public Func<long, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Where the next activation resumes; null for its stored next offset.</summary>
    public long? Start { get; set; }

    /// <summary>Whether activations store and resume at all.</summary>
    public bool IsStoring { get; set; } = true;

    public int Activations => Volatile.Read(ref _activations);

    /// <summary>The records that the consumer counted, as it knows now.</summary>
    public IReadOnlyList<long> Counted
    {
        get
        {
            lock (_lock)
            {
                return [.. _counted];
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _counted.Count;
            }
        }
    }

    /// <summary>Every record that any activation took, in the order in which it did.</summary>
    public IReadOnlyList<(int Activation, long Offset)> Taken
    {
        get
        {
            lock (_lock)
            {
                return [.. _taken];
            }
        }
    }

    /// <summary>The record that was taken last.</summary>
    public (int Activation, long Offset)? Last
    {
        get
        {
            lock (_lock)
            {
                return _taken.Count > 0 ? _taken[^1] : null;
            }
        }
    }

    public IReadOnlyList<Exception> Errors
    {
        get
        {
            lock (_lock)
            {
                return [.. _errors];
            }
        }
    }

    public static Ledger Of(string scope, string stream, string key) => Ledgers.GetOrAdd($"{scope}/{stream}/{key}", static _ => new());

    /// <summary>A new activation: it goes on from what was stored.</summary>
    public (int Activation, long? Next) Begin()
    {
        lock (_lock)
        {
            _counted = [.. _stored];
            var next = Start ?? (_stored.Count > 0 ? _stored[^1] + 1 : 0);
            return (++_activations, IsStoring ? next : null);
        }
    }

    /// <summary>Takes a record and counts it if it was not counted.</summary>
    public void Take(int activation, long offset)
    {
        lock (_lock)
        {
            Require(activation);
            _taken.Add((activation, offset));
            if (_counted.Count == 0 || offset > _counted[^1])
            {
                _counted.Add(offset);
            }
        }
    }

    public void Store(int activation)
    {
        lock (_lock)
        {
            Require(activation);
            _stored = [.. _counted];
        }
    }

    public void Hear(Exception error)
    {
        lock (_lock)
        {
            _errors.Add(error);
        }
    }

    /// <summary>Checks that every record was counted once, was taken at least once, and that every activation took them in order.</summary>
    public void Verify(IEnumerable<long> expected)
    {
        var all = expected.ToList();
        Assert.Equal(all, Counted);
        Assert.Empty(all.Except(Taken.Select(taken => taken.Offset)));
        foreach (var activation in Taken.GroupBy(taken => taken.Activation))
        {
            var first = activation.Select(taken => taken.Offset).Distinct().ToList();
            Assert.Equal(first.Order(), first);
        }
    }

    public override string ToString() => $"{Count} counted, {Taken.Count} taken, {Activations} activations, {Errors.Count} errors";

    private void Require(int activation)
    {
        if (activation != _activations)
        {
            throw new InvalidOperationException("A former activation is too late.");
        }
    }
}
