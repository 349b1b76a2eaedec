using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Records;

/// <summary>
/// The one place where offsets and Orleans' sequence tokens meet. A consumer thinks in its next offset; Orleans takes a start token as exclusive
/// for an implicit subscription and as inclusive for an explicit one.
/// </summary>
/// <remarks>
/// A token (offset, 0) is a place before that offset; (offset, 1) and above is a place after it. A token below (-1, 0) is a time: its number is
/// -2 - Unix milliseconds.
/// </remarks>
public static class KafkaPosition
{
    private const long FirstTime = -2;

    /// <summary>The token with which an implicit subscription resumes at an offset.</summary>
    /// <param name="nextOffset">The first offset to deliver, 0 or more.</param>
    public static StreamSequenceToken ImplicitStart(long nextOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nextOffset);
        return After(nextOffset - 1);
    }

    /// <summary>The token with which an explicit subscription starts or resumes at an offset.</summary>
    /// <param name="nextOffset">The first offset to deliver, 0 or more.</param>
    public static StreamSequenceToken ExplicitStart(long nextOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nextOffset);
        return new EventSequenceTokenV2(nextOffset);
    }

    /// <summary>
    /// The token with which a subscription of either kind starts or resumes at the first record that Kafka stamped with a time or a later one;
    /// <see cref="DateTimeOffset.UnixEpoch"/> is the start of the log.
    /// </summary>
    /// <param name="time">The time, 1970 or later.</param>
    public static StreamSequenceToken AtTime(DateTimeOffset time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, DateTimeOffset.UnixEpoch);
        return new EventSequenceTokenV2(FirstTime - time.ToUnixTimeMilliseconds());
    }

    /// <summary>The first offset behind a token that came with a delivered event.</summary>
    /// <param name="token">A token of this provider.</param>
    /// <exception cref="ArgumentException">The token is of another provider, or a time.</exception>
    public static long NextOffset(StreamSequenceToken token) =>
        token is EventSequenceTokenV2 own && TimeOf(own) is null
            ? own.SequenceNumber + (own.EventIndex == 0 ? 0 : 1)
            : throw new ArgumentException($"The token {token} is no place in a Kafka stream.", nameof(token));

    /// <summary>The place behind an offset; <paramref name="beat"/> tells places behind the same offset apart, in order.</summary>
    internal static StreamSequenceToken After(long offset, int beat = 1) => new EventSequenceTokenV2(offset, beat);

    /// <summary>The time that a token names, or null.</summary>
    internal static DateTimeOffset? TimeOf(StreamSequenceToken token) =>
        token is EventSequenceTokenV2 { SequenceNumber: <= FirstTime } own ? DateTimeOffset.FromUnixTimeMilliseconds(FirstTime - own.SequenceNumber) : null;
}
