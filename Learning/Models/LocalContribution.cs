namespace FederatedOrleans.Learning.Models;

/// <summary>What a window contributes.</summary>
/// <param name="Samples">
/// Number of readings that count, 0 or more; a contribution of none is not sent. The window's readings beyond them are those that the model
/// had no use for, such as one without a label.
/// </param>
/// <param name="Weights">
/// The numbers for <see cref="ContributionForm.Weights"/>, which are rounded to binary32 for all models but <see cref="SeedWeight"/>, and for
/// <see cref="ContributionForm.Delta"/>, representable in binary32; else empty.
/// </param>
/// <param name="Sums">The numbers for <see cref="ContributionForm.Sums"/>; else empty.</param>
public sealed record LocalContribution(long Samples, double[] Weights, Int128[] Sums);
