namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>Measures one life of a federation's archive.</summary>
internal sealed class ArchiveMeasure(ArchiveMetrics metrics, string federation) : IDisposable
{
    private long _version;

    public KeyValuePair<string, object?> Tag { get; } = new("federation", federation);

    /// <summary>The newest archived version.</summary>
    public long Version
    {
        get => Volatile.Read(ref _version);
        set => Volatile.Write(ref _version, value);
    }

    /// <summary>Makes every counter known, so that a rate has somewhere to begin.</summary>
    public void Begin()
    {
        metrics.Objects.Add(0, Tag);
        metrics.Bytes.Add(0, Tag);
        metrics.Failures.Add(0, Tag);
        metrics.Missing.Add(0, Tag);
    }

    public void Archived(int bytes)
    {
        metrics.Objects.Add(1, Tag);
        metrics.Bytes.Add(bytes, Tag);
    }

    public void Failed() => metrics.Failures.Add(1, Tag);

    public void Missed(long offsets) => metrics.Missing.Add(offsets, Tag);

    public void Dispose() => metrics.Remove(this);
}
