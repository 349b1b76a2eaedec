using FederatedOrleans.Learning.Exact;

namespace FederatedOrleans.Learning.Strategies;

/// <summary>
/// The exact weighted sum of any number of updates, in units of 2^-56. Updates and other sums may be added in any order and grouping: the same
/// updates always give the same sum, to the last bit. It takes memory for its coordinates, not for its updates. Not safe for several threads.
/// </summary>
/// <param name="length">The number of coordinates, 0 or more.</param>
public sealed class WeightedSum(int length)
{
    /// <summary>The largest total weight: 2^50, that of 2^30 updates with the largest weight.</summary>
    public const long MaxTotalWeight = 1L << 50;

    /// <summary>The magnitude of a sum is below its weight times 2 to the power of this.</summary>
    private const int UnitsOfLimit = ExactMean.UnitBits + 20;

    private readonly ExactAccumulator _accumulator = new(length);
    private readonly ReadOnlyMemory<float>[] _waiting = new ReadOnlyMemory<float>[ExactKernel.Rows];
    private readonly long[] _waitingWeights = new long[ExactKernel.Rows];
    private int _waitingCount;

    /// <summary>The number of coordinates.</summary>
    public int Length => length;

    /// <summary>Sum of the weights.</summary>
    public long TotalWeight { get; private set; }

    /// <summary>Number of updates.</summary>
    public long Updates { get; private set; }

    /// <summary>Makes a sum of what another one was in canonical form.</summary>
    /// <param name="values">Sum of weight times value per coordinate, in units of 2^-56.</param>
    /// <param name="totalWeight">Sum of the weights.</param>
    /// <param name="updates">Number of updates.</param>
    /// <returns>The sum, or null when no such updates can sum to these values.</returns>
    public static WeightedSum? FromValues(ReadOnlySpan<Int128> values, long totalWeight, long updates)
    {
        if (updates < 0 || totalWeight < updates || totalWeight > MaxTotalWeight || (totalWeight + ExactRange.MaxWeight - 1) / ExactRange.MaxWeight > updates)
        {
            return null;
        }

        var limit = (Int128)totalWeight << UnitsOfLimit;
        foreach (var value in values)
        {
            if (value > limit || value < -limit)
            {
                return null;
            }
        }

        WeightedSum sum = new(values.Length) { TotalWeight = totalWeight, Updates = updates };
        sum._accumulator.Add(values);
        return sum;
    }

    /// <summary>Adds one update. It is added later, together with others: its values must stay as they are until the sum has been read.</summary>
    /// <param name="values">The update's values, as many as the sum has coordinates.</param>
    /// <param name="weight">Its weight, 1 to 2^20.</param>
    /// <returns>Whether all values are in <see cref="ExactRange"/>; if not, nothing has changed.</returns>
    /// <exception cref="ArgumentException">The number of values, or the weight, is not allowed.</exception>
    public bool TryAdd(ReadOnlyMemory<float> values, long weight)
    {
        Check(values, weight);
        if (!ExactRange.Contains(values.Span))
        {
            return false;
        }

        Count(weight, 1);
        _waiting[_waitingCount] = values;
        _waitingWeights[_waitingCount++] = weight;
        if (_waitingCount == ExactKernel.Rows)
        {
            Flush();
        }

        return true;
    }

    /// <summary>Adds many updates at once, or none of them; one pass over their values both checks and adds.</summary>
    /// <param name="updates">The updates, each with as many values as the sum has coordinates.</param>
    /// <param name="weights">Their weights, 1 to 2^20.</param>
    /// <returns>Whether all values are in <see cref="ExactRange"/>; if not, nothing has changed.</returns>
    /// <exception cref="ArgumentException">The number of values, or a weight, is not allowed.</exception>
    public bool TryAddAll(ReadOnlySpan<ReadOnlyMemory<float>> updates, ReadOnlySpan<long> weights)
    {
        if (updates.Length != weights.Length)
        {
            throw new ArgumentException($"There are {updates.Length} updates and {weights.Length} weights.", nameof(weights));
        }

        var total = 0L;
        for (var i = 0; i < updates.Length; i++)
        {
            Check(updates[i], weights[i]);
            total += weights[i];
        }

        CheckTotal(total);
        Flush();
        if (!_accumulator.TryAdd(updates, weights, subtract: false))
        {
            return false;
        }

        Count(total, updates.Length);
        return true;
    }

    /// <summary>Takes an update away that was added before; the sum is then as if it never had been.</summary>
    /// <param name="values">The update's values.</param>
    /// <param name="weight">Its weight.</param>
    /// <exception cref="ArgumentException">No such update can have been added.</exception>
    public void Subtract(ReadOnlyMemory<float> values, long weight)
    {
        Check(values, weight);
        Flush();
        if (Updates == 0 || TotalWeight - weight < Updates - 1 || !_accumulator.TryAdd([values], [weight], subtract: true))
        {
            throw new ArgumentException("Such an update was never added.", nameof(values));
        }

        Count(-weight, -1);
    }

    /// <summary>Adds another sum.</summary>
    /// <param name="other">A sum of the same length.</param>
    /// <exception cref="ArgumentException">Its length is another, or both together exceed <see cref="MaxTotalWeight"/>.</exception>
    public void Add(WeightedSum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Length != length)
        {
            throw new ArgumentException($"A sum of {other.Length} coordinates was added to one of {length}.", nameof(other));
        }

        CheckTotal(other.TotalWeight);
        Flush();
        other.Flush();
        _accumulator.Add(other._accumulator);
        Count(other.TotalWeight, other.Updates);
    }

    /// <summary>The canonical form: sum of weight times value per coordinate, in units of 2^-56.</summary>
    public Int128[] ToValues()
    {
        Flush();
        return _accumulator.ToSums();
    }

    /// <summary>The weighted mean per coordinate: the exact quotient, rounded once to the nearest binary64, ties to even.</summary>
    /// <exception cref="InvalidOperationException">The total weight is zero.</exception>
    public double[] ToMean()
    {
        if (TotalWeight == 0)
        {
            throw new InvalidOperationException("There is no mean: the total weight is zero.");
        }

        Flush();
        var mean = GC.AllocateUninitializedArray<double>(length);
        _accumulator.Divide(TotalWeight, mean);
        return mean;
    }

    private void Flush()
    {
        if (_waitingCount == 0)
        {
            return;
        }

        var (count, wasInRange) = (_waitingCount, _accumulator.TryAdd(_waiting.AsSpan(0, _waitingCount), _waitingWeights.AsSpan(0, _waitingCount), false));
        _waitingCount = 0;
        Array.Clear(_waiting);
        if (!wasInRange)
        {
            throw new InvalidOperationException($"The values of one of the last {count} updates were changed after it was added.");
        }
    }

    private void Check(ReadOnlyMemory<float> values, long weight)
    {
        if (values.Length != length)
        {
            throw new ArgumentException($"An update has {values.Length} values; the sum has {length} coordinates.", nameof(values));
        }

        if (weight is < 1 or > ExactRange.MaxWeight)
        {
            throw new ArgumentException($"An update has a weight of {weight}; it must be between 1 and {ExactRange.MaxWeight}.", nameof(weight));
        }
    }

    private void CheckTotal(long more)
    {
        if (more > MaxTotalWeight - TotalWeight)
        {
            throw new ArgumentException($"The total weight would be {TotalWeight + more}; it must not exceed {MaxTotalWeight}.", nameof(more));
        }
    }

    private void Count(long weight, long updates)
    {
        CheckTotal(weight);
        TotalWeight += weight;
        Updates += updates;
    }
}
