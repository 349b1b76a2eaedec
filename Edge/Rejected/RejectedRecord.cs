using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>
/// A record that was put aside, taken apart into the original record and what was added to it. What is absent or no number is null:
/// rejected topics are open to everyone who may write.
/// </summary>
internal sealed class RejectedRecord
{
    private readonly List<IHeader> _headers;
    private readonly Dictionary<string, int> _added = new(StringComparer.Ordinal);

    /// <summary>Takes a record apart.</summary>
    /// <param name="result">The record as it was read.</param>
    public RejectedRecord(ConsumeResult<byte[]?, byte[]?> result)
    {
        _headers = result.Message.Headers is { } headers ? [.. headers] : [];
        FindAdded();
        Place = result.TopicPartitionOffset;
        Timestamp = result.Message.Timestamp.UnixTimestampMs;
        Key = result.Message.Key;
        Value = result.Message.Value;
        Topic = Text(RejectedHeaders.Topic);
        Partition = (int?)Number(RejectedHeaders.Partition, int.MaxValue);
        Offset = Number(RejectedHeaders.Offset);
        Reason = Text(RejectedHeaders.Reason);
        Size = Number(RejectedHeaders.Size);
        Stream = Text(RejectedHeaders.Stream);
        Attempts = Number(RejectedHeaders.Attempts);
    }

    /// <summary>Where it stands in the rejected topic.</summary>
    public TopicPartitionOffset Place { get; }

    /// <summary>When it was put aside: the Kafka timestamp, Unix milliseconds.</summary>
    public long Timestamp { get; }

    /// <summary>The key of the original.</summary>
    public byte[]? Key { get; }

    /// <summary>The value of the original, or its beginning if it <see cref="IsCut"/>.</summary>
    public byte[]? Value { get; }

    /// <summary>The topic that the original stands in.</summary>
    public string? Topic { get; }

    /// <summary>The partition that the original stands in.</summary>
    public int? Partition { get; }

    /// <summary>The offset of the original.</summary>
    public long? Offset { get; }

    /// <summary>Why it was put aside.</summary>
    public string? Reason { get; }

    /// <summary>How many bytes the original value has.</summary>
    public long? Size { get; }

    /// <summary>The stream that it could not be delivered to; null for a record that was not put aside by a stream provider.</summary>
    public string? Stream { get; }

    /// <summary>How often delivery was tried; null for a record that was not put aside by a stream provider.</summary>
    public long? Attempts { get; }

    /// <summary>Whether only the beginning of the value is here.</summary>
    public bool IsCut => Size > (Value?.Length ?? 0);

    /// <summary>The headers of the original, in their order.</summary>
    public IEnumerable<IHeader> OriginalHeaders => _headers.Where((header, index) => _added.GetValueOrDefault(header.Key, -1) != index);

    private void FindAdded()
    {
        for (var index = 0; index < _headers.Count; index++)
        {
            if (RejectedHeaders.Added.Contains(_headers[index].Key))
            {
                _added[_headers[index].Key] = index;
            }
        }

        // These two are added together: one without the other is the original's.
        if (!_added.ContainsKey(RejectedHeaders.Stream) || !_added.ContainsKey(RejectedHeaders.Attempts))
        {
            _added.Remove(RejectedHeaders.Stream);
            _added.Remove(RejectedHeaders.Attempts);
        }
    }

    private string? Text(string header) =>
        _added.TryGetValue(header, out var index) && _headers[index].GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private long? Number(string header, long highest = long.MaxValue) =>
        long.TryParse(Text(header), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= highest ? number : null;
}
