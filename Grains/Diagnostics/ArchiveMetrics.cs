using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>The instruments of the archives whose grains live on this silo; there are none where nothing is archived.</summary>
internal sealed class ArchiveMetrics
{
    private readonly ConcurrentDictionary<ArchiveMeasure, ArchiveMeasure> _archives = new();

    public ArchiveMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(FederationTelemetry.Name);
        Objects = meter.CreateCounter<long>("federation.archive.objects", "{object}", "Objects that were archived.");
        Bytes = meter.CreateCounter<long>("federation.archive.bytes", "By", "Their size.");
        Failures = meter.CreateCounter<long>("federation.archive.failures", "{attempt}", "Attempts to archive that failed and are repeated.");
        Missing = meter.CreateCounter<long>("federation.archive.missing.offsets", "{offset}", "Offsets that retention removed before they were archived.");
        meter.CreateObservableGauge(
            "federation.archive.version",
            () => _archives.Keys.Select(archive => new Measurement<long>(archive.Version, archive.Tag)),
            "{version}",
            "The newest version that is archived with what it was made of; 0 before the first.");
    }

    public Counter<long> Objects { get; }

    public Counter<long> Bytes { get; }

    public Counter<long> Failures { get; }

    public Counter<long> Missing { get; }

    /// <summary>Begins to measure an archive.</summary>
    public ArchiveMeasure Add(string federation)
    {
        ArchiveMeasure archive = new(this, federation);
        _archives[archive] = archive;
        archive.Begin();
        return archive;
    }

    public void Remove(ArchiveMeasure archive) => _archives.TryRemove(archive, out _);
}
