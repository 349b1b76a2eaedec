namespace FederatedOrleans.Chaos.Fleet;

/// <summary>How a silo's process ended.</summary>
/// <param name="Silo">Which silo, from 1.</param>
/// <param name="Life">Its how-manieth process it was, from 1.</param>
/// <param name="At">When, since the run's start.</param>
/// <param name="Asked">What it had been asked to do; null where it ended by itself.</param>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="Took">From the request to the end.</param>
/// <param name="Lived">From its start to its end.</param>
internal sealed record SiloEnd(int Silo, int Life, TimeSpan At, SiloRequest? Asked, int ExitCode, TimeSpan Took, TimeSpan Lived)
{
    /// <summary>The exit code of a process that SIGTERM ended because it does not listen to it.</summary>
    public const int Unheard = 143;

    /// <summary>The exit code of a silo that the store no longer counts among the members.</summary>
    public const int OutOfTheCluster = 3;

    /// <summary>The exit code of a process that accessed memory that is not its own.</summary>
    public const int SegmentationFault = 139;
}
