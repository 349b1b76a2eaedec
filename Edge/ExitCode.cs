namespace FederatedOrleans.Edge;

/// <summary>How commands end.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    public const int Success = 0;

    /// <summary>An argument, or a file it names, is not allowed; nothing was sent.</summary>
    public const int BadArguments = 1;

    /// <summary>Records that can never be sent were left out; what could be sent was.</summary>
    public const int Unsendable = 1;

    /// <summary>Something was not read, or not acknowledged.</summary>
    public const int Failed = 2;

    /// <summary>Ctrl-C or SIGTERM came before the end.</summary>
    public const int Cancelled = 130;
}
