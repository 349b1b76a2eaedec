using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FederatedOrleans.Edge;

/// <summary>Options and arguments whose errors say what is allowed.</summary>
internal static class CheckedOption
{
    /// <summary>Tries to make a value of an option's text.</summary>
    public delegate bool Parser<T>(string text, out T value);

    /// <summary>Creates an option with one value.</summary>
    /// <param name="name">The name, dashes included.</param>
    /// <param name="helpName">What stands for the value in the help.</param>
    /// <param name="description">What the option does.</param>
    /// <param name="allowed">What is allowed, in words.</param>
    /// <param name="parse">Makes the value; false where it is not allowed.</param>
    /// <returns>The option.</returns>
    public static Option<T> Create<T>(string name, string helpName, string description, string allowed, Parser<T> parse) => new(name)
    {
        HelpName = helpName,
        Description = $"{description} Allowed: {allowed}.",
        CustomParser = result => Parse(result, result.Tokens[0], name, allowed, parse),
    };

    /// <summary>Creates an option that may be given several times, one value each.</summary>
    /// <inheritdoc cref="Create"/>
    public static Option<T[]> CreateRepeatable<T>(string name, string helpName, string description, string allowed, Parser<T> parse)
    {
        return new Option<T[]>(name)
        {
            HelpName = helpName,
            Description = $"{description} Allowed: {allowed}. Can be given several times.",
            CustomParser = result => [.. result.Tokens.Select(token => Parse(result, token, name, allowed, parse)!)],
        };
    }

    /// <summary>Creates an option for a number.</summary>
    /// <param name="name">The name, dashes included.</param>
    /// <param name="description">What the option does.</param>
    /// <param name="allowed">What is allowed, in words.</param>
    /// <param name="isAllowed">Whether a number is allowed.</param>
    /// <returns>The option.</returns>
    public static Option<T> Number<T>(string name, string description, string allowed, Func<T, bool> isAllowed)
        where T : ISpanParsable<T> => Create(
            name,
            "N",
            description,
            allowed,
            (string text, out T value) => T.TryParse(text, CultureInfo.InvariantCulture, out value!) && isAllowed(value));

    /// <summary>Creates an argument with one value.</summary>
    /// <param name="name">The name in the help and in errors.</param>
    /// <param name="description">What the argument is.</param>
    /// <param name="allowed">What is allowed, in words.</param>
    /// <param name="parse">Makes the value; false where it is not allowed.</param>
    /// <returns>The argument.</returns>
    public static Argument<T> Argument<T>(string name, string description, string allowed, Parser<T> parse) => new(name)
    {
        Description = $"{description} Allowed: {allowed}.",
        CustomParser = result => Parse(result, result.Tokens[0], name, allowed, parse),
    };

    private static T? Parse<T>(ArgumentResult result, Token token, string name, string allowed, Parser<T> parse)
    {
        if (parse(token.Value, out var value))
        {
            return value;
        }

        result.AddError($"{name} is '{token.Value}'; allowed: {allowed}.");
        return default;
    }
}
