using Confluent.Kafka;
using FederatedOrleans.Tests.Streaming.Records;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Consuming;

[Trait("Category", "Unit")]
public sealed class PartitionFeedTests
{
    private static readonly StreamId Stream = StreamId.Create("stream", "1");
    private readonly PartitionFeed _feed = new(new TopicPartition("topic", 3));

    [Fact]
    public void Take_WhatWasPublishedAndTold_InOrderAndThenNothing()
    {
        FeedItem[] items = [Block(0), new Wake(Stream), Block(1), Fault(), CountProgress.Instance, End()];
        foreach (var item in items)
        {
            Tell(item);
        }

        Assert.All(items, item => Assert.Same(item, _feed.Take()));
        Assert.Null(_feed.Take());
    }

    [Fact]
    public void BufferedBytes_UntilRelease_CountsWhatWasTaken()
    {
        var block = Block(0);
        _feed.Publish(block);
        _feed.Take();
        _feed.Hold(100);

        Assert.Equal(block.Bytes + 100, _feed.BufferedBytes);
        _feed.Release(block.Bytes);
        _feed.Release(100);
        Assert.Equal(0, _feed.BufferedBytes);
    }

    [Theory]
    [InlineData(true, 10, 1)]
    [InlineData(true, 0, 0)]
    [InlineData(false, 10, 0)]
    public void Release_OnlyWhenTheReaderWaitsForMemory_WakesIt(bool isWaiting, int bytes, int expected)
    {
        var wakes = 0;
        _feed.Attach(() => wakes++);
        _feed.Hold(100);
        _feed.SetWaiting(isWaiting);

        _feed.Release(bytes);

        Assert.Equal(expected, wakes);
    }

    [Fact]
    public void MarkProcessed_Lower_DoesNotGoBack()
    {
        Assert.Equal(Offset.Unset.Value, _feed.Processed);
        _feed.MarkProcessed(0);
        Assert.Equal(0, _feed.Processed);
        _feed.MarkProcessed(10);
        _feed.MarkProcessed(4);

        Assert.Equal(10, _feed.Processed);
    }

    [Fact]
    public void ForgetProcessed_ThenLower_IsTaken()
    {
        _feed.MarkProcessed(10);
        _feed.ForgetProcessed();
        Assert.Equal(Offset.Unset.Value, _feed.Processed);
        _feed.MarkProcessed(4);

        Assert.Equal(4, _feed.Processed);
    }

    [Fact]
    public void MarkProcessedTime_Any_IsWhatIsRead()
    {
        Assert.Equal(0, _feed.ProcessedTime);
        _feed.MarkProcessedTime(1_700);

        Assert.Equal(1_700, _feed.ProcessedTime);
    }

    [Fact]
    public void Rewind_WhatWaits_IsDroppedWithItsBytesAndHolders()
    {
        var (first, second) = (Block(0), Block(1, streams: 3));
        _feed.Publish(first);
        _feed.Publish(second);
        _feed.Tell(Fault());
        _feed.Tell(CountProgress.Instance);
        _feed.Tell(End());

        _feed.Rewind(0);

        Assert.Null(_feed.Take());
        Assert.Equal(0, _feed.BufferedBytes);
        Assert.True(_feed.WantsRewind);
        Assert.Throws<ObjectDisposedException>(() => first.Batches[0].Batch.Buffer.Data);
        Assert.Throws<ObjectDisposedException>(() => second.Batches[0].Batch.Buffer.Data);
    }

    [Fact]
    public void Rewind_WakesThatWait_SurviveInOrder()
    {
        Wake[] wakes = [new(Stream), new(StreamId.Create("stream", "2")), new(Stream)];
        _feed.Publish(Block(0));
        _feed.Tell(wakes[0]);
        _feed.Tell(Fault());
        _feed.Tell(wakes[1]);
        _feed.Publish(Block(1));
        _feed.Tell(wakes[2]);

        _feed.Rewind(0);

        Assert.All(wakes, wake => Assert.Same(wake, _feed.Take()));
        Assert.Null(_feed.Take());
    }

    [Fact]
    public void Rewind_WhatTheAgentHolds_StaysCounted()
    {
        var held = Block(0);
        _feed.Publish(held);
        _feed.Take();
        _feed.Publish(Block(1));

        _feed.Rewind(0);

        Assert.Equal(held.Bytes, _feed.BufferedBytes);
        Assert.NotEmpty(held.Batches[0].Batch.Buffer.Data);
    }

    [Fact]
    public void Publish_BeforeTheRewindBegan_IsDroppedWithItsHolders()
    {
        var late = Block(7, streams: 2);
        _feed.Rewind(0);
        _feed.Publish(late);
        Assert.Null(_feed.Take());
        Assert.Equal(0, _feed.BufferedBytes);
        Assert.Throws<ObjectDisposedException>(() => late.Batches[0].Batch.Buffer.Data);

        Assert.Equal(0, _feed.TakeRewind());
        var block = Block(0);
        _feed.Publish(block);
        Assert.Same(block, _feed.Take());
    }

    [Fact]
    public void Tell_BeforeTheRewindBegan_OnlyWakesPass()
    {
        Wake wake = new(Stream);
        _feed.Rewind(0);
        _feed.Tell(End());
        _feed.Tell(Fault());
        _feed.Tell(CountProgress.Instance);
        _feed.Tell(wake);

        Assert.Same(wake, _feed.Take());
        Assert.Null(_feed.Take());
    }

    [Fact]
    public void TakeRewind_AfterSeveral_IsTheLowestOnce()
    {
        var wakes = 0;
        _feed.Attach(() => wakes++);
        _feed.Rewind(50);
        _feed.Rewind(20);
        _feed.Rewind(30);

        Assert.Equal(3, wakes);
        Assert.Equal(20, _feed.TakeRewind());
        Assert.Null(_feed.TakeRewind());
        Assert.False(_feed.WantsRewind);
    }

    [Fact]
    public async Task WaitAsync_UntilABlockIsPublished_ThenIsTrue()
    {
        var waiting = _feed.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        _feed.Publish(Block(0));

        Assert.True(await waiting);
    }

    [Fact]
    public async Task WaitAsync_Completed_IsFalse()
    {
        var waiting = _feed.WaitAsync(TestContext.Current.CancellationToken).AsTask();

        _feed.Complete();

        Assert.False(await waiting);
    }

    [Fact]
    public async Task WaitAsync_Canceled_Throws()
    {
        using CancellationTokenSource stop = new();
        var waiting = _feed.WaitAsync(stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private void Tell(FeedItem item)
    {
        if (item is FetchedBlock block)
        {
            _feed.Publish(block);
        }
        else
        {
            _feed.Tell(item);
        }
    }

    /// <summary>A block whose streams all get one record.</summary>
    private static FetchedBlock Block(long offset, int streams = 1)
    {
        var batch = TestRecord.Rent(new TestRecord(offset, 0, null, "value"));
        batch.Buffer.AddHolders(streams - 1);
        var batches = Enumerable.Range(0, streams).Select(stream => new StreamBatch(StreamId.Create("stream", stream), batch)).ToList();
        return new(offset, offset + 1, batches, [], LastTimestamp: 0, batch.Buffer.Bytes);
    }

    private static AtEnd End() => new(KafkaRecordBatch.AtEnd("topic", 3, 9, 0));

    private static Fault Fault() => new(new KafkaOffsetException("topic", 3, 1, 5, "it is gone"));
}
