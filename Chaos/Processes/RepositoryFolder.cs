namespace FederatedOrleans.Chaos.Processes;

/// <summary>The folder that this program was built from.</summary>
public static class RepositoryFolder
{
    /// <summary>Its full path.</summary>
    public static string Path { get; } = Find(new(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) => File.Exists(System.IO.Path.Combine(folder.FullName, "FederatedOrleans.sln"))
        ? folder.FullName
        : Find(folder.Parent ?? throw new DirectoryNotFoundException("This program does not run below the repository."));
}
