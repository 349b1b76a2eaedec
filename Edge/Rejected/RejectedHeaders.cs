using System.Collections.Frozen;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>
/// The headers that whoever puts a record aside adds to the record's own: UTF-8 text, their names a contract. Of several headers with one
/// of these names the last is meant.
/// </summary>
internal static class RejectedHeaders
{
    /// <summary>The topic that the record stood in.</summary>
    public const string Topic = "topic";

    /// <summary>Its partition there.</summary>
    public const string Partition = "partition";

    /// <summary>Its offset there.</summary>
    public const string Offset = "offset";

    /// <summary>Why it was put aside, a short code.</summary>
    public const string Reason = "reason";

    /// <summary>How many bytes its value had.</summary>
    public const string Size = "size";

    /// <summary>The stream that it could not be delivered to; only together with <see cref="Attempts"/>.</summary>
    public const string Stream = "stream";

    /// <summary>How often delivery was tried; only together with <see cref="Stream"/>.</summary>
    public const string Attempts = "attempts";

    /// <summary>What a record that was sent again carries beside its own headers: <c>rejected topic/partition/offset</c>.</summary>
    public const string RedrivenFrom = "redriven-from";

    /// <summary>All that is added when a record is put aside.</summary>
    public static FrozenSet<string> Added { get; } =
        FrozenSet.ToFrozenSet([Topic, Partition, Offset, Reason, Size, Stream, Attempts], StringComparer.Ordinal);
}
