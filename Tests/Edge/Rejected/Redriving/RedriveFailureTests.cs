using FederatedOrleans.EmbeddedKafka;
using static FederatedOrleans.Tests.Edge.Rejected.RejectedCluster;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.Edge.Rejected.Redriving;

/// <summary>What is not sent, and what is remembered then.</summary>
[Trait("Category", "Cluster")]
public sealed class RedriveFailureTests : IDisposable
{
    private readonly RejectedCluster _cluster = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Redrive_CutValue_IsReportedOnceAndTheOthersAreSent()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, 0, "future", "0");
        await _cluster.WriteAsync("readings.rejected", null, Bytes("cut"), Added("readings", 0, 1, "malformed:json", 1_000_000));
        await _cluster.PutAsideAsync("readings", 0, 2, "future", "2");

        var run = await _cluster.RedriveAsync("readings");

        Assert.Equal((1, $"sent 2 records, 0 failed, 1 unsendable, 0 skipped{Environment.NewLine}"), (run.ExitCode, run.Output));
        Assert.Contains(
            $"readings.rejected [0] @ 1 is not sent: its value was cut, 3 of 1000000 bytes are there{Environment.NewLine}",
            run.Error,
            StringComparison.Ordinal);
        Assert.Equal(["0", "2"], _cluster.ReadValues("readings"));
        Assert.Equal(
            new CommandRun(0, $"sent 0 records, 0 failed, 0 unsendable, 0 skipped{Environment.NewLine}", ""),
            await _cluster.RedriveAsync("readings"));
    }

    [Theory]
    [InlineData("topic", null, "it has no header 'topic'")]
    [InlineData("topic", "a b", "its header 'topic' names no topic")]
    [InlineData("partition", null, "it has no header 'partition' with a number")]
    [InlineData("partition", "one", "it has no header 'partition' with a number")]
    [InlineData("size", null, "it has no header 'size' with a number, so its value may be cut")]
    public async Task Redrive_HeaderMissingOrWrong_IsNotSent(string name, string? value, string fault)
    {
        _cluster.CreateTopics("readings", 1);
        var headers = Added("readings", 0, 1, "future", 1);
        headers.Remove(name);
        if (value is not null)
        {
            headers.Add(name, Bytes(value));
        }

        await _cluster.WriteAsync("readings.rejected", null, Bytes("1"), headers);

        var run = await _cluster.RedriveAsync("readings", "--by-key");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"readings.rejected [0] @ 0 is not sent: {fault}{Environment.NewLine}", run.Error, StringComparison.Ordinal);
        Assert.Empty(_cluster.Read("readings"));
    }

    [Fact]
    public async Task Redrive_NoSuchRejectedTopic_EndsWithTwo()
    {
        var run = await _cluster.RedriveAsync("readings");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"rejected redrive: Topic readings.rejected does not exist.{Environment.NewLine}", run.Error);
    }

    [Fact]
    public async Task Redrive_TargetDoesNotExist_StopsThereAndRemembersWhatWasSent()
    {
        _cluster.CreateTopics("readings", 2);
        await _cluster.PutAsideAsync("readings", 1, 0, "future", "0");
        await _cluster.PutAsideAsync("readings", 2, 1, "future", "1");
        await _cluster.PutAsideAsync("readings", 0, 2, "future", "2");

        var run = await _cluster.RedriveAsync("readings");

        Assert.Equal((2, $"sent 1 records, 0 failed, 0 unsendable, 0 skipped{Environment.NewLine}"), (run.ExitCode, run.Output));
        Assert.Contains(
            "readings.rejected [0] @ 1 belongs to readings [2], but there are 2 partitions: --by-key lets its key choose one.",
            run.Error,
            StringComparison.Ordinal);
        Assert.Equal(1, await _cluster.ReadOffsetAsync("readings"));
        Assert.Equal(0, (await _cluster.RedriveAsync("readings", "--by-key")).ExitCode);
        Assert.Equal(["0", "1", "2"], _cluster.ReadValues("readings", 2).Order());
    }

    [Fact]
    public async Task Redrive_TopicGone_EndsWithTwoAndDoesNotCreateIt()
    {
        _cluster.Kafka.CreateTopic("gone.rejected", 1);
        await _cluster.PutAsideAsync("gone", 0, 0, "future", "0");

        var run = await _cluster.RedriveAsync("gone");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("gone.rejected [0] @ 0 belongs to topic gone, which does not exist.", run.Error, StringComparison.Ordinal);
        Assert.Null(await _cluster.ReadOffsetAsync("gone"));
        Assert.Equal(2, (await _cluster.RedriveAsync("gone")).ExitCode);
    }

    [Fact]
    public async Task Redrive_Refused_EndsWithTwoAndSendsItAgain()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, 0, "future", "0");
        _cluster.Kafka.PushRequestErrors(KafkaApi.Produce, KafkaErrorCode.TopicAuthorizationFailed);

        var run = await _cluster.RedriveAsync("readings");

        Assert.Equal((2, $"sent 0 records, 1 failed, 0 unsendable, 0 skipped{Environment.NewLine}"), (run.ExitCode, run.Output));
        Assert.Contains("readings.rejected [0] @ 0 was not taken by readings [0]: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _cluster.RedriveAsync("readings")).ExitCode);
        Assert.Equal(["0"], _cluster.ReadValues("readings"));
    }

    [Fact]
    public async Task Redrive_OffsetRefused_SendsOneBatchAgain()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, Enumerable.Range(0, 700), "future");
        _cluster.Kafka.PushRequestErrors(KafkaApi.OffsetCommit, KafkaErrorCode.NoError, KafkaErrorCode.GroupAuthorizationFailed);

        var run = await _cluster.RedriveAsync("readings");

        Assert.Equal((2, $"sent 700 records, 0 failed, 0 unsendable, 0 skipped{Environment.NewLine}"), (run.ExitCode, run.Output));
        Assert.Contains(
            "The offset of group edge-redrive in readings.rejected [0] could not be stored", run.Error, StringComparison.Ordinal);
        Assert.Equal(500, await _cluster.ReadOffsetAsync("readings"));
        Assert.Equal(0, (await _cluster.RedriveAsync("readings")).ExitCode);
        Assert.Equal([.. Enumerable.Range(0, 700), .. Enumerable.Range(500, 200)], _cluster.ReadValues("readings").Select(int.Parse));
    }

    [Fact]
    public async Task Redrive_OffsetNotStoredForAWhile_IsStoredInTheEnd()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, [0], "future");
        _cluster.Kafka.PushRequestErrors(
            KafkaApi.OffsetCommit,
            KafkaErrorCode.RequestTimedOut,
            KafkaErrorCode.GroupLoadInProgress,
            KafkaErrorCode.NotCoordinatorForGroup);

        Assert.Equal(0, (await _cluster.RedriveAsync("readings")).ExitCode);

        Assert.Equal(1, await _cluster.ReadOffsetAsync("readings"));
    }

    [Fact]
    public async Task Redrive_OffsetMovedBySomebodyElse_EndsWithTwo()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, [0], "future");
        await _cluster.WriteAsync("readings.rejected", null, null, []);

        var run = await _cluster.RunAsync("redrive", _ => { }, MoveOffset, Cancellation, "readings");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            "Somebody else has moved the offset of group edge-redrive in readings.rejected [0] to 1", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, await _cluster.ReadOffsetAsync("readings"));

        void MoveOffset(string line)
        {
            if (line.Contains("is not sent", StringComparison.Ordinal))
            {
                _cluster.WriteOffsetAsync("readings", 1).GetAwaiter().GetResult();
            }
        }
    }

    [Fact]
    public async Task Redrive_OffsetBehindTheEnd_EndsWithTwo()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, [0], "future");
        await _cluster.WriteOffsetAsync("readings", 99);

        var run = await _cluster.RedriveAsync("readings");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            "Group edge-redrive is at offset 99 of readings.rejected [0], which ends at 1", run.Error, StringComparison.Ordinal);
        Assert.Empty(_cluster.Read("readings"));
    }

    [Fact]
    public async Task Redrive_RecordsRemovedByRetention_BeginsWhereTheTopicDoes()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, [0, 1, 2], "future");
        await _cluster.RedriveAsync("readings", "--limit", "1");
        // The embedded broker keeps 5 MiB.
        for (var offset = 3; offset < 10; offset++)
        {
            await _cluster.PutAsideAsync("readings", 0, offset, "future", new string('v', 800_000));
        }

        var run = await _cluster.RedriveAsync("readings");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches("^retention has removed offsets 1 to [0-9]+ of readings.rejected \\[0\\], which were not sent", run.Error);
        Assert.Equal(10, await _cluster.ReadOffsetAsync("readings"));
    }

    [Fact]
    public async Task Redrive_Cancelled_RemembersWhatWasSentAndGoesOnFromThere()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, Enumerable.Range(0, 10), "future");
        await _cluster.WriteAsync("readings.rejected", null, null, []);
        await _cluster.PutAsideAsync("readings", 0, Enumerable.Range(10, 10), "future");
        using CancellationTokenSource cancellation = new();

        var run = await _cluster.RunAsync("redrive", _ => { }, StopAtReport, cancellation.Token, "readings");

        Assert.Equal((130, $"sent 10 records, 0 failed, 1 unsendable, 0 skipped{Environment.NewLine}"), (run.ExitCode, run.Output));
        Assert.Contains("rejected redrive: stopped before the end", run.Error, StringComparison.Ordinal);
        Assert.Equal(11, await _cluster.ReadOffsetAsync("readings"));
        Assert.StartsWith("sent 10 records, 0 failed", (await _cluster.RedriveAsync("readings")).Output, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 20), _cluster.ReadValues("readings").Select(int.Parse));

        void StopAtReport(string line)
        {
            if (line.Contains("is not sent", StringComparison.Ordinal))
            {
                cancellation.Cancel();
            }
        }
    }
}
