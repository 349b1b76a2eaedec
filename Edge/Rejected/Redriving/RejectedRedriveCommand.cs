using System.CommandLine;
using FederatedOrleans.Edge.Kafka;

namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>The command <c>rejected redrive</c>: sends records that were put aside to where they came from.</summary>
internal static class RejectedRedriveCommand
{
    private const string DefaultGroup = "edge-redrive";

    private const string Description =
        """
        Sends the records of TOPIC.rejected to the topics and partitions that they came from: the same key, value and headers, and a
        header redriven-from (rejected topic/partition/offset) at the end. Their Kafka timestamps are new. Records go in the order of
        their offsets, up to where the topic ends at the start; what is rejected again comes to the end of TOPIC.rejected and is for a
        later redrive.

        What is never sent: a record whose value was cut when it was put aside, or without the headers topic, partition and size. Each
        is reported, the others are sent, and the exit code is 1.

        What was sent is not sent again: after each batch (500 records or 4 MiB) that Kafka has acknowledged, the offset behind it is
        stored in a consumer group, and the next redrive begins there, behind reported records too. After a crash between the two, one
        batch at most is sent again. Run one redrive of a topic at a time. Kafka forgets the offset of a group that stores none for
        offsets.retention.minutes (7 days unless set): a redrive says when it begins at the first record, and --dry-run says it
        beforehand.

        With --reason the offset stops before the first record that does not match, so that a later redrive still finds it. Records
        sent behind it are not remembered: they are sent again by every redrive that matches them, and the command says how many.
        --limit alone leaves nothing out and is remembered.

        A broker that goes away is waited for, with a warning. Ctrl-C and SIGTERM end the command when the records under way are
        acknowledged and remembered.

        Exit codes: 0 all records are stored; 1 a bad argument, or records that are never sent; 2 a topic or partition does not exist, or
        Kafka did not take a record (nothing behind it is remembered); 130 stopped before the end.
        """;

    /// <summary>Creates the command for its parent.</summary>
    public static Command Create()
    {
        var brokers = KafkaBrokers.ForSensors();
        var topic = RejectedTopicName.CreateArgument("The original topic, without .rejected.");
        var group = CheckedOption.Create(
            "--group",
            "NAME",
            $"The consumer group whose offset tells what was sent; {DefaultGroup} when not given.",
            "1 or more characters, not all blank",
            (string text, out string name) => !string.IsNullOrWhiteSpace(name = text));
        group.DefaultValueFactory = _ => DefaultGroup;
        var reason = ReasonOption.Create();
        var limit = CheckedOption.Number<long>(
            "--limit", "How many records are sent at most; all when not given.", "1 or more", value => value >= 1);
        Option<bool> byKey = new("--by-key") { Description = "Let the key choose the partition (murmur2_random, as Java clients do)." };
        Option<bool> dryRun = new("--dry-run") { Description = "Show what would be sent; send and remember nothing." };

        Command command = new("redrive", Description) { topic, group, reason, limit, byKey, dryRun };
        brokers.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            RedriveRequest request = new(
                brokers.ClientSettings(result),
                result.GetRequiredValue(topic),
                result.GetRequiredValue(group),
                new RejectedFilter(result.GetValue(reason), Since: null),
                result.GetResult(limit) is null ? long.MaxValue : result.GetRequiredValue(limit),
                result.GetValue(byKey));
            RedriveSession session = new(request, result.InvocationConfiguration);
            var isDryRun = result.GetValue(dryRun);
            return Task.Run(() => session.RunAsync(isDryRun, cancellationToken), CancellationToken.None);
        });
        return command;
    }
}
