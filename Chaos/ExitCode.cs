namespace FederatedOrleans.Chaos;

/// <summary>How a chaos run ends.</summary>
internal static class ExitCode
{
    /// <summary>Every verdict is green.</summary>
    public const int Green = 0;

    /// <summary>A verdict failed.</summary>
    public const int Failed = 1;

    /// <summary>An argument is not allowed; nothing was started.</summary>
    public const int BadArguments = 1;

    /// <summary>The run could not be made, so nothing is said about the system.</summary>
    public const int CouldNotRun = 2;

    /// <summary>Ctrl-C or SIGTERM came before the end.</summary>
    public const int Cancelled = 130;
}
