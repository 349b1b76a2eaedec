using System.Globalization;
using Confluent.Kafka;

namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>Writes what would be sent, a line per record.</summary>
/// <param name="output">Gets the lines.</param>
internal sealed class DryRunSink(TextWriter output) : IRedriveSink
{
    private const int MaxReasonLength = 100;

    /// <inheritdoc />
    public Task SendAsync(TopicPartition target, RejectedRecord record)
    {
        var reason = PrintableText.Of(record.Reason ?? "no reason", MaxReasonLength);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{RedriveTarget.NameOf(record.Place)} to {RedriveTarget.NameOf(target)}, {record.Value?.Length ?? 0} bytes, {reason}"));
        return Task.CompletedTask;
    }
}
