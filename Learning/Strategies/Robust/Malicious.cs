using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Learning.Strategies.Robust;

/// <summary>The setting F: how many updates of a round a strategy assumes to be malicious.</summary>
internal static class Malicious
{
    /// <summary>The largest setting.</summary>
    public const int Most = 100_000;

    /// <summary>Reads the setting, which has no default: nobody is robust by accident.</summary>
    /// <param name="reader">Reads it.</param>
    /// <exception cref="ArgumentException">It is not set, or out of range.</exception>
    public static int Read(ParameterReader reader) => reader.Whole("F", 0, Most);
}
