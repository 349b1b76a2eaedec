using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Learning.Models;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Grains.Federations;

/// <summary>Checks at start that every federation's local model is registered and takes its features, settings and scoring.</summary>
internal sealed class FederationModelsValidator(LocalModels models) : IValidateOptions<FederationsOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, FederationsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        foreach (var (federation, settings) in options.Federations)
        {
            Check(federation, settings, errors);
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private void Check(string federation, FederationOptions options, List<string> errors)
    {
        if (options.Model is null || !models.Names.Contains(options.Model))
        {
            errors.Add($"Federations:{federation}:Model is '{options.Model}'; known are: {string.Join(", ", models.Names)}.");
            return;
        }

        var features = options.EffectiveFeatures;
        if (features.Any(string.IsNullOrEmpty) || features.Distinct(StringComparer.Ordinal).Count() != features.Count || features.Intersect(["timestamp", "sensor_id"]).Any())
        {
            errors.Add(
                $"Federations:{federation}:Features is [{string.Join(", ", features)}]; features are different JSON fields, and 'timestamp' and 'sensor_id' are none.");
            return;
        }

        try
        {
            var model = models.CreateFor(options);
            if (options.Scoring.Source == ScoringSource.Own && model.Form != ContributionForm.Sums)
            {
                errors.Add($"Federations:{federation}:Scoring:Source is Own; {model.Name} has no sums that a node could keep, so it must be None or Global.");
            }
        }
        catch (ArgumentException exception)
        {
            errors.Add($"Federations:{federation}: {exception.Message}");
        }
    }
}
