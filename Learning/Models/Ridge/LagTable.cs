using System.Numerics;
using System.Runtime.InteropServices;

namespace FederatedOrleans.Learning.Models.Ridge;

/// <summary>
/// The latest values of every sensor of a window, as plain numbers that a checkpoint can hold: a hash table with linear probing, at most
/// half full, in a list. First comes the number of sensors, then the slots: upper and lower half of the sensor, 0 for an empty slot or else
/// one more than the number of values, then the values, newest first. It grows with a new sensor only, and holds the same for the same
/// readings.
/// </summary>
/// <param name="lags">How many values are kept of a sensor.</param>
/// <param name="maxSensors">How many sensors are kept; of any further one nothing is.</param>
internal readonly struct LagTable(int lags, int maxSensors)
{
    private const int Header = 1;
    private const int SlotHeader = 3;
    private const int Upper = 0;
    private const int Lower = 1;
    private const int State = 2;
    private const int FirstSlots = 8;

    private int SlotLength => SlotHeader + lags;

    /// <summary>The values of a sensor; all of them, or none when there are fewer than wanted.</summary>
    /// <param name="numbers">The table.</param>
    /// <param name="sensor">The sensor.</param>
    public ReadOnlySpan<double> Find(List<double> numbers, ulong sensor)
    {
        var slot = numbers.Count == 0 ? [] : SlotOf(CollectionsMarshal.AsSpan(numbers), sensor);
        return !slot.IsEmpty && slot[State] == lags + 1 ? slot[SlotHeader..] : [];
    }

    /// <summary>Adds the newest value of a sensor.</summary>
    /// <param name="numbers">The table.</param>
    /// <param name="sensor">The sensor.</param>
    /// <param name="value">The value.</param>
    public void Push(List<double> numbers, ulong sensor, double value)
    {
        var slot = FindOrAdd(numbers, sensor);
        if (slot.IsEmpty)
        {
            return;
        }

        var values = slot[SlotHeader..];
        values[..^1].CopyTo(values[1..]);
        values[0] = value;
        slot[State] = Math.Min(slot[State], lags) + 1;
    }

    /// <summary>Forgets the values of a sensor: what comes next does not follow on them.</summary>
    /// <param name="numbers">The table.</param>
    /// <param name="sensor">The sensor.</param>
    public void Break(List<double> numbers, ulong sensor)
    {
        var slot = numbers.Count == 0 ? [] : SlotOf(CollectionsMarshal.AsSpan(numbers), sensor);
        if (!slot.IsEmpty && slot[State] != 0)
        {
            slot[State] = 1;
        }
    }

    private Span<double> FindOrAdd(List<double> numbers, ulong sensor)
    {
        if (numbers.Count == 0)
        {
            CollectionsMarshal.SetCount(numbers, Header + (FirstSlots * SlotLength));
            CollectionsMarshal.AsSpan(numbers).Clear();
        }

        var table = CollectionsMarshal.AsSpan(numbers);
        var slot = SlotOf(table, sensor);
        if (slot[State] != 0)
        {
            return slot;
        }

        if (table[0] >= maxSensors)
        {
            return [];
        }

        if ((table[0] + 1) * 2 > (table.Length - Header) / SlotLength)
        {
            table = Grow(numbers);
            slot = SlotOf(table, sensor);
        }

        table[0]++;
        slot[Upper] = sensor >> 32;
        slot[Lower] = (uint)sensor;
        slot[State] = 1;
        return slot;
    }

    private Span<double> Grow(List<double> numbers)
    {
        var old = numbers.ToArray();
        CollectionsMarshal.SetCount(numbers, Header + ((old.Length - Header) * 2));
        var table = CollectionsMarshal.AsSpan(numbers);
        table.Clear();
        table[0] = old[0];
        for (var place = Header; place < old.Length; place += SlotLength)
        {
            var slot = old.AsSpan(place, SlotLength);
            if (slot[State] != 0)
            {
                slot.CopyTo(SlotOf(table, ((ulong)slot[Upper] << 32) | (ulong)slot[Lower]));
            }
        }

        return table;
    }

    /// <summary>The slot of a sensor, or the empty one where it would be.</summary>
    private Span<double> SlotOf(Span<double> table, ulong sensor)
    {
        var slots = (table.Length - Header) / SlotLength;
        // Fibonacci hashing (D. E. Knuth, The Art of Computer Programming 3, section 6.4): 2^64 divided by the golden ratio.
        for (var index = (int)((sensor * 0x9E3779B97F4A7C15) >> (64 - BitOperations.Log2((uint)slots))); ; index++)
        {
            var slot = table.Slice(Header + ((index & (slots - 1)) * SlotLength), SlotLength);
            if (slot[State] == 0 || (slot[Upper] == sensor >> 32 && slot[Lower] == (uint)sensor))
            {
                return slot;
            }
        }
    }
}
