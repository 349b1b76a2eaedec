using System.Text.Json;

namespace FederatedOrleans.Sensors.Replay;

/// <summary>
/// The readings of several recorded files as one sequence. Only one row of each file is in memory at a time.
/// </summary>
public sealed class Recording : IDisposable
{
    private readonly bool _merge;
    private readonly bool _align;
    private readonly List<RecordingFile> _files = [];
    private readonly JsonEncodedText[] _names;
    private readonly ReadingWriter _writer = new();

    /// <summary>Opens the files and reads their headers.</summary>
    /// <param name="options">The files and how to read them; read now and not again.</param>
    /// <exception cref="ArgumentException">An option is not allowed.</exception>
    /// <exception cref="SensorDataException">A file cannot be read or lacks a column.</exception>
    public Recording(ReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [_, ..] faults)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }

        _merge = options.Merge;
        _align = options.Align;
        _names = [.. options.Features.Select(feature => JsonEncodedText.Encode(feature.Feature))];
        try
        {
            foreach (var path in options.Files)
            {
                _files.Add(new RecordingFile(path, _files.Count, options));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The size of all files in bytes.</summary>
    public long TotalBytes => _files.Sum(file => file.Length);

    /// <summary>How much of them has been read, in bytes.</summary>
    public long ReadBytes => _files.Sum(file => file.Position);

    /// <summary>Bad rows that were left out.</summary>
    public long SkippedRows => _files.Sum(file => file.SkippedRows);

    /// <summary>
    /// Reads all files once: merged by event time (equal times in the order of the files, rows of one file always in their own
    /// order), or file after file.
    /// </summary>
    /// <returns>The readings, read as they are taken.</returns>
    /// <exception cref="SensorDataException">A row is bad and bad rows are not skipped; the message names the place.</exception>
    public IEnumerable<ReplayedReading> Read()
    {
        List<RecordingFile> started = [.. _files.Where(file => file.Advance())];
        var start = started.Count == 0 ? 0 : started.Min(file => file.Timestamp);
        var shifts = started.ToDictionary(file => file, file => _align ? start - file.Timestamp : 0);
        foreach (var file in _merge ? Merged(started, shifts) : InOrder(started))
        {
            yield return file.ToReading(_writer, _names, shifts[file]);
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _files.ForEach(file => file.Dispose());
        _writer.Dispose();
    }

    // Yields the file whose current row comes next.
    private static IEnumerable<RecordingFile> Merged(List<RecordingFile> files, Dictionary<RecordingFile, long> shifts)
    {
        var queue = new PriorityQueue<RecordingFile, (long Time, int Index)>(
            files.Select(file => (file, (file.Timestamp + shifts[file], file.Index))));
        while (queue.TryPeek(out var file, out _))
        {
            yield return file;
            if (file.Advance())
            {
                queue.DequeueEnqueue(file, (file.Timestamp + shifts[file], file.Index));
            }
            else
            {
                queue.Dequeue();
            }
        }
    }

    private static IEnumerable<RecordingFile> InOrder(List<RecordingFile> files)
    {
        foreach (var file in files)
        {
            do
            {
                yield return file;
            }
            while (file.Advance());
        }
    }
}
