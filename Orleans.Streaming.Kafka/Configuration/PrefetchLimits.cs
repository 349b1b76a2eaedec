using System.Globalization;

namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>
/// How far librdkafka reads ahead of the provider in one partition. It counts neither what a message costs beside its bytes nor the partitions,
/// so its bounds follow from the partition's share of the provider's memory: its messages have about as many bytes as the share and cost about as
/// much again. A few partitions have deep queues, which are cheap to empty; many have shallow ones.
/// </summary>
/// <param name="Messages">It fetches while it has fewer messages than this.</param>
/// <param name="KiB">It fetches while it has fewer KiB of records than this.</param>
/// <param name="FetchBytes">The bytes of records, as the broker keeps them, that one fetch may bring; a larger batch comes all the same.</param>
internal readonly record struct PrefetchLimits(int Messages, int KiB, int FetchBytes)
{
    /// <summary>What librdkafka takes for a message beside its bytes, about.</summary>
    private const int BytesPerMessage = 340;

    private const int MinMessages = 100;
    private const int MaxMessages = 20_000;
    private const int MinKiB = 64;
    private const int MaxKiB = 1024;

    /// <summary>A fetch is small beside the share: it comes on top of what is there already.</summary>
    private const int FetchesPerShare = 6;

    /// <summary>The limits for a partition.</summary>
    /// <param name="share">The bytes that the provider may hold of it.</param>
    public static PrefetchLimits Of(long share) => new(
        (int)Math.Clamp(share / BytesPerMessage, MinMessages, MaxMessages),
        (int)Math.Clamp(share >> 10, MinKiB, MaxKiB),
        (int)Math.Clamp(share / FetchesPerShare, MinKiB << 10, MaxKiB << 10));

    /// <summary>The limits as librdkafka settings.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
    [
        ("queued.min.messages", Messages.ToString(CultureInfo.InvariantCulture)),
        ("queued.max.messages.kbytes", KiB.ToString(CultureInfo.InvariantCulture)),
        ("fetch.message.max.bytes", FetchBytes.ToString(CultureInfo.InvariantCulture)),
    ];
}
