using Confluent.Kafka;
using FederatedOrleans.Edge.Rejected;
using FederatedOrleans.Edge.Rejected.Redriving;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.Edge.Rejected.Redriving;

[Trait("Category", "Unit")]
public sealed class RedriveLedgerTests
{
    private static readonly TopicPartition Target = new("readings", 2);
    private readonly RedriveLedger _ledger = new(new(new("readings.rejected", 0), 10, 20), stored: null);

    [Fact]
    public void Settle_AllAcknowledged_RemembersTheEnd()
    {
        Send(10, Task.CompletedTask);
        _ledger.Pass(Record(11));
        Send(14, Task.CompletedTask);

        Assert.Null(_ledger.Settle());
        Assert.Equal(15, _ledger.Next);
        Assert.True(_ledger.HasProgress);
        _ledger.MarkSaved();
        Assert.Equal((15L, false), (_ledger.Stored, _ledger.HasProgress));

        _ledger.End();
        Assert.Null(_ledger.Settle());
        Assert.Equal(20, _ledger.Next);
    }

    [Fact]
    public void Settle_Skipped_RemembersNothingBehindItInLaterBatchesEither()
    {
        Send(10, Task.CompletedTask);
        _ledger.Skip(Record(11));
        Send(12, Task.CompletedTask);
        Assert.Null(_ledger.Settle());
        Send(13, Task.CompletedTask);
        _ledger.Pass(Record(14));
        _ledger.End();
        Assert.Null(_ledger.Settle());

        Assert.Equal((11L, 2L), (_ledger.Next, _ledger.Unremembered));
    }

    [Fact]
    public void Settle_Failure_RemembersNothingBehindItAndNamesIt()
    {
        KafkaException refusal = new(new Error(KafkaErrorCode.MsgSizeTooLarge, "too large"));
        Send(10, Task.CompletedTask);
        Send(11, Task.FromException(refusal));
        Send(12, Task.FromException(new KafkaException(KafkaErrorCode.Local_Fatal)));
        Send(13, Task.CompletedTask);

        var failure = _ledger.Settle();

        Assert.Equal("readings.rejected [0] @ 11 was not taken by readings [2]: too large", failure?.Message);
        Assert.Same(refusal, failure?.InnerException);
        Assert.Equal((11L, 1L), (_ledger.Next, _ledger.Unremembered));
    }

    [Fact]
    public void Settle_NoAnswer_IsAFailure()
    {
        TaskCompletionSource pending = new();
        Send(10, pending.Task);

        Assert.Equal("readings.rejected [0] @ 10 was not taken by readings [2]: no answer, it may be there", _ledger.Settle()?.Message);
        Assert.False(_ledger.HasProgress);
    }

    [Fact]
    public void Settle_EmptyPart_RemembersNothing()
    {
        RedriveLedger ledger = new(new(new("readings.rejected", 0), 0, 0), stored: null);
        ledger.End();

        Assert.Null(ledger.Settle());
        Assert.False(ledger.HasProgress);
    }

    [Fact]
    public void IsFull_ManyRecordsOrManyBytes_EndsTheBatch()
    {
        for (var offset = 10; offset < 509; offset++)
        {
            _ledger.Skip(Record(offset));
        }

        Assert.False(_ledger.IsFull);
        _ledger.Pass(Record(509));
        Assert.True(_ledger.IsFull);

        _ledger.Settle();
        Assert.False(_ledger.IsFull);
        _ledger.Send(Record(510, new byte[4 << 20]), Target, Task.CompletedTask);
        Assert.True(_ledger.IsFull);
    }

    private static RejectedRecord Record(long offset, byte[]? value = null) => new(new ConsumeResult<byte[]?, byte[]?>
    {
        TopicPartitionOffset = new("readings.rejected", 0, offset),
        Message = new() { Value = value },
    });

    private void Send(long offset, Task sending) => _ledger.Send(Record(offset), Target, sending);
}
