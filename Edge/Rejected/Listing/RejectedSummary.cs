using System.Globalization;

namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>Counts records per topic and reason.</summary>
internal sealed class RejectedSummary
{
    /// <summary>Reasons are few; that foreign records have a reason each must not fill the memory.</summary>
    private const int MaxCounts = 1000;

    private const int MaxLength = 60;
    private const string OtherReasons = "(others)";
    private readonly SortedDictionary<(string Topic, string Reason), long> _counts = [];

    /// <summary>All records.</summary>
    public long Total { get; private set; }

    /// <summary>The counts in the order of topics and reasons.</summary>
    public IEnumerable<(string Topic, string Reason, long Count)> Counts =>
        _counts.Select(count => (count.Key.Topic, count.Key.Reason, count.Value));

    /// <summary>Counts a record.</summary>
    public void Add(RejectedRecord record)
    {
        var topic = RejectedTopicName.OriginalOf(record.Place.Topic);
        var key = (topic, PrintableText.Of(record.Reason ?? "(none)", MaxLength));
        if (_counts.Count >= MaxCounts && !_counts.ContainsKey(key))
        {
            key = (topic, OtherReasons);
        }

        _counts[key] = _counts.GetValueOrDefault(key) + 1;
        Total++;
    }

    /// <summary>Writes a line per topic and reason, then the total.</summary>
    public void WriteTo(TextWriter writer)
    {
        foreach (var (topic, reason, count) in Counts)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{topic}: {reason}: {count}"));
        }

        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Total} rejected records"));
    }
}
