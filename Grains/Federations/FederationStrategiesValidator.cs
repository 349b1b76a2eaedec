using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Grains.Federations;

/// <summary>Checks at start that every federation's strategy is registered, takes its settings, and suits the local model and the rounds.</summary>
internal sealed class FederationStrategiesValidator(LocalModels models, AggregationStrategies strategies) : IValidateOptions<FederationsOptions>
{
    /// <summary>Sums of several participants add up, whatever their weights would be: both mean the same.</summary>
    private static readonly string[] StrategiesOfSums = ["fedavg", "mean"];

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
        if (options.Strategy is null || !strategies.Names.Contains(options.Strategy))
        {
            errors.Add($"Federations:{federation}:Strategy is '{options.Strategy}'; known are: {string.Join(", ", strategies.Names)}.");
            return;
        }

        IStrategy strategy;
        try
        {
            strategy = strategies.CreateFor(options);
        }
        catch (ArgumentException exception)
        {
            errors.Add($"Federations:{federation}:StrategySettings: {exception.Message}");
            return;
        }

        if (ModelOf(options) is { } model)
        {
            Suit(federation, options, model.Form, errors);
            if (options.Regions > 0 && RegionsCheck.Of(federation, options, model, strategy) is { } error)
            {
                errors.Add(error);
            }
        }
    }

    private static void Suit(string federation, FederationOptions options, ContributionForm form, List<string> errors)
    {
        if (options.Model == SeedWeight.Name && (options.Strategy != SeedWeightRound.Strategy || options.Rounds.Mode != RoundMode.Window))
        {
            errors.Add(
                $"Federations:{federation}:Strategy is '{options.Strategy}' and Rounds:Mode is {options.Rounds.Mode}; {SeedWeight.Name} takes {SeedWeightRound.Strategy} and Window.");
        }
        else if (form == ContributionForm.Sums && !StrategiesOfSums.Contains(options.Strategy))
        {
            errors.Add(
                $"Federations:{federation}:Strategy is '{options.Strategy}'; {options.Model} is made of sums and takes one of: {string.Join(", ", StrategiesOfSums)}.");
        }
    }

    /// <summary>The model; null where it itself is at fault, which is said elsewhere.</summary>
    private ILocalModel? ModelOf(FederationOptions options)
    {
        try
        {
            return models.CreateFor(options);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
