namespace FederatedOrleans.Learning.Models;

/// <summary>A mean over a sequence of numbers in a fixed order: binary64, summed from left to right, divided once.</summary>
/// <param name="Sum">The sum so far.</param>
/// <param name="Count">How many numbers it holds, zero or more.</param>
public readonly record struct RunningMean(double Sum, long Count)
{
    /// <summary>The mean; 0 when there are no numbers.</summary>
    public double Value => Count == 0 ? 0 : Sum / Count;

    /// <summary>The mean with one more number at the end of the sequence.</summary>
    /// <param name="number">The number to add.</param>
    public RunningMean Add(double number) => new(Sum + number, Count + 1);
}
