using System.Globalization;

namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>How the rules for options are written down: what is broken says the provider, the option, its value and what is allowed.</summary>
internal sealed class OptionRules(string providerName)
{
    /// <summary>Demands that a condition holds.</summary>
    /// <param name="condition">What has to hold.</param>
    /// <param name="option">The option, with the path to it.</param>
    /// <param name="value">Its value, or a word for it where it must not be shown.</param>
    /// <param name="allowed">What is allowed.</param>
    /// <exception cref="OrleansConfigurationException">It does not hold.</exception>
    public void Require(bool condition, string option, object? value, string allowed)
    {
        if (!condition)
        {
            throw Broken(string.Create(CultureInfo.InvariantCulture, $"{option} is '{value}'; allowed: {allowed}."));
        }
    }

    /// <summary>Demands that a number or a time lies between two others.</summary>
    public void Within<T>(string option, T value, T low, T high)
        where T : IComparable<T> =>
        Require(value.CompareTo(low) >= 0 && value.CompareTo(high) <= 0, option, value, string.Create(CultureInfo.InvariantCulture, $"{low} to {high}"));

    /// <summary>The exception that says what is wrong.</summary>
    public OrleansConfigurationException Broken(string what) => new($"Kafka stream provider '{providerName}': {what}");
}
