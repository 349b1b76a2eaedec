using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>
/// Checks every federation at start; a message names the federation, the option, its value and the allowed range. What depends on the models and strategies
/// that are registered is checked where they are.
/// </summary>
public sealed partial class FederationsOptionsValidator : IValidateOptions<FederationsOptions>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, FederationsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        if (options.Federations.Count == 0)
        {
            errors.Add("Federations: at least one federation is needed.");
        }

        foreach (var (federation, settings) in options.Federations)
        {
            Check(federation, settings, errors);
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(string federation, FederationOptions options, List<string> errors)
    {
        if (!NamePattern().IsMatch(federation))
        {
            errors.Add($"Federations:{federation}: the name must be 1 to 63 lower-case letters, digits or hyphens, and start with a letter or digit.");
        }

        Topic(nameof(options.SensorTopic), options.SensorTopic);
        Topic(nameof(options.UpdatesTopic), options.UpdatesTopic);
        Topic(nameof(options.RoundsTopic), options.RoundsTopic);
        Topic(nameof(options.ModelTopic), options.ModelTopic);
        Topic(nameof(options.AnomaliesTopic), options.AnomaliesTopic);
        string[] topics = [options.SensorTopic, options.UpdatesTopic, options.RoundsTopic, options.ModelTopic, options.AnomaliesTopic];
        if (topics.Distinct(StringComparer.Ordinal).Count() != topics.Length)
        {
            errors.Add($"Federations:{federation}: SensorTopic, UpdatesTopic, RoundsTopic, ModelTopic and AnomaliesTopic must be five different topics.");
        }

        Range(nameof(options.Partitions), options.Partitions, 1, 10_000);
        Range(nameof(options.Regions), options.Regions, 0, 1_000);
        Range(nameof(options.History), options.History, 1, 10_000);
        Range(nameof(options.BaseLag), options.BaseLag, 1, 1_000);
        Range(nameof(options.MaxUpdateBytes), options.MaxUpdateBytes, 1_000, 10_000_000);
        Duration(nameof(options.Window), options.Window, TimeSpan.FromMilliseconds(1), Day);
        Duration(nameof(options.Lateness), options.Lateness, TimeSpan.Zero, Day);
        Duration(nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromMilliseconds(100), Day);
        Duration(nameof(options.MaxFutureSkew), options.MaxFutureSkew, TimeSpan.Zero, TimeSpan.FromDays(3650));
        Duration(nameof(options.CheckpointInterval), options.CheckpointInterval, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        if (options.Window.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            errors.Add($"Federations:{federation}:Window is {options.Window}; it must be a whole number of milliseconds.");
        }

        if (options.Window > TimeSpan.Zero && options.Lateness / options.Window > FederationOptions.MaxOpenWindows)
        {
            errors.Add(
                $"Federations:{federation}:Lateness is {options.Lateness} and Window {options.Window}; a node keeps every window open that long, and {FederationOptions.MaxOpenWindows} are the most: Lateness must be at most that many times Window.");
        }

        Scoring(options.Scoring);
        Rounds(options.Rounds);
        Range(nameof(options.QuarantineAfter), options.QuarantineAfter, 0, 1_000_000);
        if (options.MaxNorm is { } norm && !(norm > 0 && double.IsFinite(norm)))
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"Federations:{federation}:MaxNorm is {norm}; it must be above 0 and finite."));
        }

        Externals(options.ExternalParticipants);

        void Scoring(ScoringOptions scoring)
        {
            if (!(scoring.Quantile is > 0 and < 1))
            {
                errors.Add(string.Create(
                    CultureInfo.InvariantCulture, $"Federations:{federation}:Scoring:Quantile is {scoring.Quantile}; it must be above 0 and below 1."));
            }

            if (scoring.TrainingReadings < 0)
            {
                errors.Add($"Federations:{federation}:Scoring:TrainingReadings is {scoring.TrainingReadings}; it must be 0 or more.");
            }
        }

        void Rounds(RoundOptions rounds)
        {
            if (!Enum.IsDefined(rounds.Mode))
            {
                errors.Add($"Federations:{federation}:Rounds:Mode is {rounds.Mode}; it must be one of: {string.Join(", ", Enum.GetNames<RoundMode>())}.");
            }

            if (rounds.Deadline is { } deadline)
            {
                Duration("Rounds:" + nameof(rounds.Deadline), deadline, Moment, Day);
            }

            Duration("Rounds:" + nameof(rounds.FlushTimeout), rounds.FlushTimeout, Moment, Day);
            Range("Rounds:" + nameof(rounds.Goal), rounds.Goal, 0, 1_000_000);
            Range("Rounds:" + nameof(rounds.Minimum), rounds.Minimum, 1, 1_000_000);
            Range("Rounds:" + nameof(rounds.BufferGoal), rounds.BufferGoal, 1, 100_000);
            Range("Rounds:" + nameof(rounds.MaxStaleness), rounds.MaxStaleness, 0, 100_000);
            if (rounds.Goal > 0 && rounds.Minimum > rounds.Goal)
            {
                errors.Add($"Federations:{federation}:Rounds:Minimum is {rounds.Minimum}; it must be between 1 and Rounds:Goal, which is {rounds.Goal}.");
            }
        }

        void Externals(IEnumerable<string> participants)
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (var participant in participants)
            {
                if (string.IsNullOrEmpty(participant) || participant.Length > 200 || FogNodePattern().IsMatch(participant))
                {
                    errors.Add(
                        $"Federations:{federation}:ExternalParticipants has '{participant}'; a name has 1 to 200 characters and not the form of a fog node's, "
                        + "federation/partition.");
                }
                else if (!seen.Add(participant))
                {
                    errors.Add($"Federations:{federation}:ExternalParticipants has '{participant}' twice; every name must be there once.");
                }
            }
        }

        void Topic(string option, string value)
        {
            if (value is null || !TopicPattern().IsMatch(value))
            {
                errors.Add($"Federations:{federation}:{option} is '{value}'; a topic has 1 to 240 letters, digits, '.', '_' or '-' and is not '.' or '..'.");
            }
        }

        void Range(string option, int value, int low, int high)
        {
            if (value < low || value > high)
            {
                errors.Add($"Federations:{federation}:{option} is {value}; it must be between {low} and {high}.");
            }
        }

        void Duration(string option, TimeSpan value, TimeSpan low, TimeSpan high)
        {
            if (value < low || value > high)
            {
                errors.Add($"Federations:{federation}:{option} is {value}; it must be between {low} and {high}.");
            }
        }
    }

    [GeneratedRegex(@"^.*[/@][0-9]+\z", RegexOptions.Singleline)]
    private static partial Regex FogNodePattern();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^(?!\.{1,2}\z)[a-zA-Z0-9._-]{1,240}\z")]
    private static partial Regex TopicPattern();
}
