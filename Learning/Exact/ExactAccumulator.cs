namespace FederatedOrleans.Learning.Exact;

/// <summary>
/// The exact sum of weight times value per coordinate, in units of 2^-56, and how to add to it eight updates at a time. It takes 16 bytes per
/// coordinate, and 16 more once it holds more than two 64-bit integers can.
/// </summary>
/// <param name="length">The number of coordinates.</param>
internal sealed class ExactAccumulator(int length)
{
    /// <summary>Coordinates that all updates are added to before the next ones: what they sum to stays in the processor's nearest memory.</summary>
    private const int Tile = 2048;

    /// <summary>The high integers stay below 2^62 as long as the weights that were added, or taken away, sum to less.</summary>
    private const long WeightOfLimbs = 1L << 34;

    /// <summary>The low integers stay below 2^63 for 65,535 updates.</summary>
    private const int RowsOfLowLimb = 65_535;

    /// <summary>What a low integer holds after its carry, in updates, each of which adds up to 2^47.</summary>
    private const int RowsOfCarried = 2;

    private const long LowMask = (1L << ExactMean.LimbBits) - 1;

    private long[] _high = [];
    private long[] _low = [];
    private Int128[]? _base;
    private long _weightInLimbs;
    private int _rowsInLowLimb;

    /// <summary>Adds or subtracts any number of updates, or none of them.</summary>
    /// <param name="rows">The updates, all as long as this.</param>
    /// <param name="weights">Their weights, 1 to 2^20.</param>
    /// <param name="subtract">Whether to subtract.</param>
    /// <returns>Whether all values were in range; if not, nothing has changed.</returns>
    public bool TryAdd(ReadOnlySpan<ReadOnlyMemory<float>> rows, ReadOnlySpan<long> weights, bool subtract)
    {
        for (var done = 0; done < rows.Length;)
        {
            var count = TakeRoom(weights[done..]);
            if (!Add(rows.Slice(done, count), weights.Slice(done, count), subtract))
            {
                // The same integers that went in come out, NaN and infinities included.
                Add(rows.Slice(done, count), weights.Slice(done, count), !subtract);
                TryAdd(rows[..done], weights[..done], !subtract);
                return false;
            }

            done += count;
        }

        return true;
    }

    /// <summary>Adds canonical sums.</summary>
    /// <param name="sums">Units of 2^-56.</param>
    public void Add(ReadOnlySpan<Int128> sums)
    {
        Fold();
        _base ??= new Int128[length];
        for (var i = 0; i < sums.Length; i++)
        {
            _base[i] += sums[i];
        }
    }

    /// <summary>Adds another sum.</summary>
    /// <param name="other">A sum of the same length.</param>
    public void Add(ExactAccumulator other)
    {
        if (other._base is not null || _weightInLimbs + other._weightInLimbs >= WeightOfLimbs)
        {
            Add(other.ToSums());
            return;
        }

        if (other._high.Length == 0)
        {
            return;
        }

        MakeLimbs();
        for (var i = 0; i < length; i++)
        {
            var (low, otherLow) = (_low[i], other._low[i]);
            _high[i] += other._high[i] + (low >> ExactMean.LimbBits) + (otherLow >> ExactMean.LimbBits);
            _low[i] = (low & LowMask) + (otherLow & LowMask);
        }

        _weightInLimbs += other._weightInLimbs;
        _rowsInLowLimb = 2 * RowsOfCarried;
    }

    /// <summary>The canonical sums in units of 2^-56.</summary>
    public Int128[] ToSums()
    {
        var sums = _base is null ? new Int128[length] : [.. _base];
        for (var i = 0; i < _high.Length; i++)
        {
            sums[i] += Total(i);
        }

        return sums;
    }

    /// <summary>Divides every sum by a weight and rounds once.</summary>
    /// <param name="weight">The weight, 1 to 2^50.</param>
    /// <param name="means">Where the quotients go.</param>
    public void Divide(long weight, Span<double> means)
    {
        if (_base is null && _high.Length == 0)
        {
            means.Clear();
            return;
        }

        for (var i = 0; i < means.Length; i++)
        {
            means[i] = _base is null ? ExactMean.Divide(_high[i], _low[i], weight)
                : ExactMean.Divide(_high.Length == 0 ? _base[i] : _base[i] + Total(i), weight);
        }
    }

    private Int128 Total(int index) => ((Int128)_high[index] << ExactMean.LimbBits) + _low[index];

    /// <summary>Makes room for as many of the next updates as go in at once.</summary>
    private int TakeRoom(ReadOnlySpan<long> weights)
    {
        MakeLimbs();
        if (_rowsInLowLimb + ExactKernel.Rows > RowsOfLowLimb)
        {
            Carry();
        }

        if (_weightInLimbs + (ExactKernel.Rows * ExactRange.MaxWeight) > WeightOfLimbs)
        {
            Fold();
        }

        var count = 0;
        var most = Math.Min(weights.Length, RowsOfLowLimb - _rowsInLowLimb);
        while (count < most && _weightInLimbs + weights[count] <= WeightOfLimbs)
        {
            _weightInLimbs += weights[count++];
        }

        _rowsInLowLimb += count;
        return count;
    }

    private bool Add(ReadOnlySpan<ReadOnlyMemory<float>> rows, ReadOnlySpan<long> weights, bool subtract)
    {
        Span<double> factors = stackalloc double[ExactKernel.Rows];
        var eight = new ReadOnlyMemory<float>[ExactKernel.Rows];
        var inRange = true;
        for (var start = 0; start < length; start += Tile)
        {
            var end = Math.Min(start + Tile, length);
            for (var first = 0; first < rows.Length; first += ExactKernel.Rows)
            {
                for (var k = 0; k < ExactKernel.Rows; k++)
                {
                    var isRow = first + k < rows.Length;
                    eight[k] = rows[isRow ? first + k : first];
                    factors[k] = isRow ? weights[first + k] : 0;
                }

                inRange &= ExactKernel.Accumulate(eight, factors, start, end, _high, _low, subtract);
            }
        }

        return inRange;
    }

    private void MakeLimbs()
    {
        if (_high.Length != length)
        {
            _high = new long[length];
            _low = new long[length];
        }
    }

    private void Carry()
    {
        for (var i = 0; i < _low.Length; i++)
        {
            _high[i] += _low[i] >> ExactMean.LimbBits;
            _low[i] &= LowMask;
        }

        _rowsInLowLimb = RowsOfCarried;
    }

    private void Fold()
    {
        if (_weightInLimbs == 0)
        {
            return;
        }

        _base ??= new Int128[length];
        for (var i = 0; i < _high.Length; i++)
        {
            _base[i] += Total(i);
        }

        Array.Clear(_high);
        Array.Clear(_low);
        _weightInLimbs = 0;
        _rowsInLowLimb = 0;
    }
}
