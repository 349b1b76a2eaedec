namespace FederatedOrleans.Learning.Models;

/// <summary>What the numbers of a local model's contribution are.</summary>
public enum ContributionForm
{
    /// <summary>The weights of the local model: those of <see cref="SeedWeight"/> in binary64 as they are, all others rounded to binary32.</summary>
    Weights,

    /// <summary>The difference between the trained weights and those that the training began with, in binary32.</summary>
    Delta,

    /// <summary>Exact integer sums over the readings; sums of several participants add up to those of all their readings.</summary>
    Sums,
}
