using FederatedOrleans.Grains.Interfaces.Topics;
using Microsoft.Extensions.Logging;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>What aggregators log.</summary>
internal static partial class AggregatorLog
{
    [LoggerMessage(EventId = 221, Level = LogLevel.Information, Message = "The aggregator of {Federation} goes on after version {Version} at offset {Offset}; {Participants} participants.")]
    public static partial void LogActivated(this ILogger logger, string federation, long version, long offset, int participants);

    /// <summary>A round was decided.</summary>
    public static void LogRound(this ILogger logger, RoundEntry round)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var window = DateTimeOffset.FromUnixTimeMilliseconds(round.WindowStart);
            logger.LogRound(round.Federation, round.Version, window, round.GlobalWeight, round.Inputs.Count, round.Samples);
        }
    }

    [LoggerMessage(EventId = 222, Level = LogLevel.Information, Message = "Round {Version} of {Federation} closed: window {Window:O}, global weight {GlobalWeight}, {Participants} participants, {Samples} samples.")]
    private static partial void LogRound(this ILogger logger, string federation, long version, DateTimeOffset window, double? globalWeight, int participants, long samples);

    [LoggerMessage(EventId = 223, Level = LogLevel.Warning, Message = "The aggregator of {Federation}: retention removed updates from offset {From} up to {To} before they were read.")]
    public static partial void LogExpired(this ILogger logger, string federation, long from, long to);

    [LoggerMessage(EventId = 224, Level = LogLevel.Warning, Message = "The stream of the aggregator of {Federation} reported an error.")]
    public static partial void LogStreamError(this ILogger logger, string federation, Exception exception);

    [LoggerMessage(EventId = 225, Level = LogLevel.Warning, Message = "A round of {Federation} closes with fewer participants than it waited for: the deadline of version {Version} fired.")]
    public static partial void LogDeadline(this ILogger logger, string federation, long version);

    [LoggerMessage(EventId = 226, Level = LogLevel.Warning, Message = "The round of window {Window:O} of {Federation} makes no version: it has {Updates} updates, the strategy needs {Needed}, and what they make must be in range.")]
    public static partial void LogSkipped(this ILogger logger, string federation, DateTimeOffset window, int updates, int needed);

    [LoggerMessage(EventId = 227, Level = LogLevel.Warning, Message = "{Participant} of {Federation} is quarantined: {Offences} of its updates in a row were rejected, the last one as {Reason}.")]
    public static partial void LogQuarantined(this ILogger logger, string federation, string participant, long offences, string reason);

    [LoggerMessage(EventId = 228, Level = LogLevel.Information, Message = "{Participant} of {Federation} is released from quarantine.")]
    public static partial void LogReleased(this ILogger logger, string federation, string participant);

    [LoggerMessage(EventId = 229, Level = LogLevel.Warning, Message = "{Federation} goes back from version {From} to version {To}.")]
    public static partial void LogRollback(this ILogger logger, string federation, long from, long to);
}
