using System.Text;
using CsvHelper;

namespace FederatedOrleans.Sensors.Replay;

/// <summary>
/// Reads one recording row by row; holds the current row.
/// </summary>
internal sealed class RecordingFile : IDisposable
{
    private readonly string _path;
    private readonly CsvReader _csv;
    private readonly FeatureColumn[] _features;
    private readonly bool _skipBadRows;
    private readonly int _timeIndex;
    private readonly int? _sensorIdIndex;
    private readonly int[] _featureIndexes;
    private readonly double?[] _values;
    private byte[] _key;

    /// <summary>Opens the file and reads its header.</summary>
    /// <exception cref="SensorDataException">The file cannot be read or lacks a column.</exception>
    public RecordingFile(string path, int index, ReplayOptions options)
    {
        _path = path;
        Index = index;
        _skipBadRows = options.SkipBadRows;
        _features = [.. options.Features];
        _values = new double?[_features.Length];
        SensorId = Path.GetFileNameWithoutExtension(path);
        _key = Encoding.UTF8.GetBytes(SensorId);
        try
        {
            Length = new FileInfo(path).Length;
            _csv = CsvReader.FromFile(path, new CsvReaderOptions
            {
                Separator = options.Delimiter,
                DetectSeparatorHint = false,
                TrackLineNumbers = true,
                TrimWhitespace = true,
                MalformedData = CsvMalformedDataHandling.Throw,
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SensorDataException($"{path} cannot be read: {exception.Message}", exception);
        }

        try
        {
            _timeIndex = FindColumn(options.TimeColumn);
            _sensorIdIndex = options.SensorIdColumn is { } column ? FindColumn(column) : null;
            _featureIndexes = Array.ConvertAll(_features, feature => FindColumn(feature.Column));
        }
        catch
        {
            _csv.Dispose();
            throw;
        }
    }

    /// <summary>The position of the file among those given.</summary>
    public int Index { get; }

    /// <summary>The file's size in bytes.</summary>
    public long Length { get; }

    /// <summary>Where the current row starts, in bytes; the size when all is read.</summary>
    public long Position { get; private set; }

    /// <summary>Rows that were left out because they were bad.</summary>
    public long SkippedRows { get; private set; }

    /// <summary>The sensor of the current row.</summary>
    public string SensorId { get; private set; }

    /// <summary>The event time of the current row in Unix milliseconds, not shifted.</summary>
    public long Timestamp { get; private set; }

    /// <summary>Goes to the next good row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="SensorDataException">The row is bad and bad rows are not skipped.</exception>
    public bool Advance()
    {
        while (true)
        {
            string? fault;
            FormatException? cause = null;
            try
            {
                if (!_csv.Read())
                {
                    Position = Length;
                    return false;
                }

                Position = _csv.ByteOffset;
                fault = ReadRow();
            }
            catch (CsvFormatException exception)
            {
                fault = $"{_path}, line {exception.LineNumber}: expected fields with closed quotes: {exception.Message}";
                cause = exception;
            }

            if (fault is null)
            {
                return true;
            }

            if (!_skipBadRows)
            {
                throw new SensorDataException(fault, cause);
            }

            SkippedRows++;
        }
    }

    /// <summary>Writes the current row as a reading.</summary>
    public ReplayedReading ToReading(ReadingWriter writer, IReadOnlyList<System.Text.Json.JsonEncodedText> names, long shift)
    {
        var timestamp = Timestamp + shift;
        writer.Begin(_key, timestamp);
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i] is { } value)
            {
                writer.Number(names[i], value);
            }
            else
            {
                writer.Null(names[i]);
            }
        }

        return new ReplayedReading(Index, SensorId, timestamp, _key, writer.End().ToArray());
    }

    public void Dispose() => _csv.Dispose();

    private int FindColumn(string name) => _csv.TryGetFieldIndex(name, out var index)
        ? index
        : throw new SensorDataException(
            $"{_path}, line 1: expected a column '{name}', found {string.Join(", ", _csv.Headers.Select(header => $"'{header}'"))}.");

    // Returns what is wrong with the row; null when it is good.
    private string? ReadRow()
    {
        if (_csv.FieldCount != _csv.Headers.Count)
        {
            return $"{_path}, line {_csv.LineNumber}: expected {_csv.Headers.Count} columns as in the header, found {_csv.FieldCount}.";
        }

        Span<char> text = stackalloc char[64];
        var time = _csv.GetSpan(_timeIndex);
        if (!Encoding.UTF8.TryGetChars(time, text, out var length) || !EventTime.TryParse(text[..length], out var timestamp))
        {
            return Fault(_timeIndex, EventTime.Expected);
        }

        for (var i = 0; i < _values.Length; i++)
        {
            var index = _featureIndexes[i];
            if (_csv.IsEmpty(index))
            {
                _values[i] = null;
            }
            else if (_csv.TryParse(index, out double value) && double.IsFinite(value))
            {
                _values[i] = value;
            }
            else
            {
                return Fault(index, "a number with a point, or nothing");
            }
        }

        Timestamp = timestamp;
        return _sensorIdIndex is { } sensor ? ReadSensorId(sensor) : null;
    }

    private string? ReadSensorId(int index)
    {
        var id = _csv.GetSpan(index);
        if (id.IsEmpty)
        {
            return Fault(index, "a sensor id");
        }

        if (!id.SequenceEqual(_key))
        {
            _key = id.ToArray();
            SensorId = Encoding.UTF8.GetString(id);
        }

        return null;
    }

    private string Fault(int index, string expected) =>
        $"{_path}, line {_csv.LineNumber}, column '{_csv.Headers[index]}': expected {expected}, found '{_csv.GetString(index)}'.";
}
