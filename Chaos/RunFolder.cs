namespace FederatedOrleans.Chaos;

/// <summary>
/// The folder for what a run's processes write; it goes when nobody needs it. It is their folder for temporary files too: runtimes that are killed leave
/// some, and the store has its data there.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string Variable = "TMPDIR";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chaos-");

    /// <summary>Creates the folder.</summary>
    public RunFolder() => Environment.SetEnvironmentVariable(Variable, _folder.FullName);

    /// <summary>Where it lies.</summary>
    public string Path => _folder.FullName;

    /// <summary>Whether it stays.</summary>
    public bool IsKept { get; set; }

    /// <inheritdoc />
    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        if (!IsKept)
        {
            _folder.Delete(recursive: true);
        }
    }
}
