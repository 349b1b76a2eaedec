using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;

namespace FederatedOrleans.Chaos;

/// <summary>The command line of the chaos run.</summary>
internal static class ChaosCommand
{
    private const string Description =
        """
        Tries to break a federation and shows that it does not break. Starts a broker, a store and silos as processes of this machine, replays a
        log of readings while the seed's faults happen (silos killed, stopped, suspended; broker down, slow, moving leaders, failing; store killed, hanging,
        or without its last seconds or everything), then compares every reading, update and round with an undisturbed run of the same log.
        Exit codes: 0 every verdict is green, 1 a verdict failed or an argument is bad, 2 the run could not be made, 130 stopped before the end.
        """;

    /// <summary>Creates the command.</summary>
    public static RootCommand Create()
    {
        var seed = Number("--seed", "Chooses readings and faults; chosen at random when not given.", 0, int.MaxValue, () => RandomNumberGenerator.GetInt32(1_000_000));
        var minutes = Number("--minutes", "How long readings flow and faults happen.", ChaosRequest.MinMinutes, ChaosRequest.MaxMinutes, () => 1.0);
        var silos = Number("--silos", "How many silos.", 1, ChaosRequest.MaxSilos, () => 3);
        Option<bool> keep = new("--keep") { Description = "Keep the logs even if every verdict is green." };
        RootCommand command = new(Description) { seed, minutes, silos, keep };
        command.SetAction((result, cancellationToken) =>
        {
            ChaosRequest request = new(
                result.GetRequiredValue(seed), result.GetRequiredValue(minutes), result.GetRequiredValue(silos), result.GetValue(keep));
            return Task.Run(() => new ChaosRun(request, result.InvocationConfiguration).RunAsync(cancellationToken), CancellationToken.None);
        });
        return command;
    }

    private static Option<T> Number<T>(string name, string description, T least, T most, Func<T> orElse)
        where T : IParsable<T>, IComparable<T>
    {
        var allowed = string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        return new(name)
        {
            HelpName = "N",
            Description = $"{description} Allowed: {allowed}.",
            DefaultValueFactory = _ => orElse(),
            CustomParser = result => Parse(result, name, allowed, least, most),
        };
    }

    private static T? Parse<T>(ArgumentResult result, string name, string allowed, T least, T most)
        where T : IParsable<T>, IComparable<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0)
        {
            return value;
        }

        result.AddError($"{name} is '{text}'; allowed: {allowed}.");
        return default;
    }
}
