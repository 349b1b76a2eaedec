using System.Globalization;
using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Grains.Federations;

/// <summary>Whether a federation can have regions: only where the exact sum of the updates of a window is all that counts.</summary>
internal static class RegionsCheck
{
    /// <summary>Bytes of an exact sum in base64, rounded up.</summary>
    private const long BytesPerSum = 22;

    /// <summary>Bytes that a participant takes in a region's entry beside its name, which stands there twice.</summary>
    private const long BytesPerParticipant = 250;

    /// <summary>What stands against it, or null.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="options">Its options, with at least one region.</param>
    /// <param name="model">Its model.</param>
    /// <param name="strategy">Its strategy.</param>
    public static string? Of(string federation, FederationOptions options, ILocalModel model, IStrategy strategy)
    {
        var setting = $"Federations:{federation}:Regions is {options.Regions}";
        if (model.Name == SeedWeight.Name)
        {
            return $"{setting}; {SeedWeight.Name} adds binary64 weights in the order of their participants, which sums of regions cannot: it must be 0.";
        }

        if (model.Form != ContributionForm.Sums && !strategy.IsLinear)
        {
            return $"{setting}; {strategy.Name} needs the updates one by one, and regions forward sums: it must be 0, or the strategy one of those made of sums "
                + "(mean, fedavg, fedavgm, fedadam, fedyogi, fedadagrad).";
        }

        if (options.Rounds.Mode != RoundMode.Window)
        {
            return $"{setting} and Rounds:Mode is {options.Rounds.Mode}; regions close windows: it must be 0, or the mode {RoundMode.Window}.";
        }

        var bytes = (BytesPerSum * model.ContributionLength) + LargestRegion(federation, options);
        return bytes <= options.MaxUpdateBytes ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{setting}; a region's record of {model.ContributionLength} sums and its participants takes up to {bytes} bytes, and MaxUpdateBytes is {options.MaxUpdateBytes}: there must be more regions, or fewer weights.");
    }

    private static long LargestRegion(string federation, FederationOptions options) =>
        Enumerable.Range(0, options.Partitions).Select(partition => FogNodeKey.Create(federation, partition)).Concat(options.ExternalParticipants.Where(name => name is not null))
            .GroupBy(participant => FederationRegions.AggregatorOf(federation, participant, options.Regions))
            .Max(region => region.Sum(participant => BytesPerParticipant + (2 * JsonEncodedText.Encode(participant).EncodedUtf8Bytes.Length)));
}
