namespace FederatedOrleans.Benchmarks.Measuring;

/// <summary>
/// For variants that differ in configuration alone, each in a process of its own: the just-in-time compiler must not follow what it happens to see in each
/// process. Two processes that do the very same differ by up to a third otherwise, for as long as they live.
/// </summary>
internal static class SameCode
{
    /// <summary>Lets processes that are started from now on run the same machine code.</summary>
    public static void InEveryProcess() => Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
}
