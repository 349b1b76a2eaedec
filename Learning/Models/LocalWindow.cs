namespace FederatedOrleans.Learning.Models;

/// <summary>
/// What a local model keeps of the readings of one window: plain numbers whose meaning only the model knows, so that a checkpoint can hold them.
/// </summary>
/// <param name="present">Number of present values per feature.</param>
/// <param name="numbers">What the model keeps in binary64.</param>
/// <param name="sums">What it keeps as exact integers.</param>
/// <param name="samples">Number of readings.</param>
public sealed class LocalWindow(long[] present, List<double> numbers, Int128[] sums, long samples = 0)
{
    /// <summary>Number of readings.</summary>
    public long Samples { get; set; } = samples;

    /// <summary>Number of present values per feature.</summary>
    public long[] Present { get; } = present;

    /// <summary>What the model keeps in binary64; it may grow with the readings.</summary>
    public List<double> Numbers { get; } = numbers;

    /// <summary>What the model keeps as exact integers; of a fixed length.</summary>
    public Int128[] Sums { get; } = sums;
}
