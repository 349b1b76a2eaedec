namespace FederatedOrleans.Tests.Sensors.Replay;

/// <summary>A folder for the recordings of one test, removed at its end.</summary>
internal sealed class RecordingFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recordings-");

    /// <summary>Writes a file of these lines.</summary>
    public string Write(string name, params IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
