using System.Globalization;
using Confluent.Kafka;
using FederatedOrleans.Edge.Progress;

namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>One run of <c>rejected redrive</c>: each partition as far as it goes at the start, in the order of the offsets.</summary>
internal sealed class RedriveRun : IDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(10);

    private readonly RedriveRequest _request;
    private readonly IRedriveSink _sink;
    private readonly TimeProvider _time;
    private readonly RejectedLog _log;
    private readonly RedriveOffsets _offsets;
    private readonly RedriveProducer? _producer;
    private long _total;
    private long _done;
    private long _left;

    /// <summary>Creates a run.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="dryRun">Gets what would be sent; null to send it.</param>
    /// <param name="time">Paces what has to be tried again.</param>
    /// <exception cref="ArgumentException">A Kafka setting is not allowed.</exception>
    public RedriveRun(RedriveRequest request, IRedriveSink? dryRun, TimeProvider time)
    {
        (_request, _time, _left) = (request, time, request.Limit);
        _log = new(request.ClientSettings, TimeSpan.MaxValue, time);
        try
        {
            _offsets = new(request.ClientSettings, request.Group, time);
            _producer = dryRun is null ? new(request.ClientSettings) : null;
        }
        catch
        {
            _offsets?.Dispose();
            _log.Dispose();
            throw;
        }

        _sink = dryRun ?? _producer!;
    }

    /// <summary>Takes what a person should know while the run goes on; called from any thread.</summary>
    public Action<string> Tell { get; set; } = _ => { };

    /// <summary>How far the sending is; nothing for a run that does not send.</summary>
    public SendState State => new(
        _producer?.Counts ?? default,
        _producer?.Counts.Pending > 0 || _log.AwaitsBroker || _offsets.AwaitsBroker,
        _producer?.LastError ?? _log.LastError);

    /// <summary>How much is done, 0 to 1.</summary>
    public double Fraction => (double)Volatile.Read(ref _done) / Math.Max(1, Volatile.Read(ref _total));

    /// <summary>Records given to the sink.</summary>
    public long Given => _request.Limit - _left;

    /// <summary>Records that can never be sent.</summary>
    public long Unsendable { get; private set; }

    /// <summary>Records that were not asked for.</summary>
    public long Skipped { get; private set; }

    /// <summary>Records that were sent and lie behind a skipped one, so that the group's offset does not tell.</summary>
    public long Unremembered { get; private set; }

    /// <summary>Sends the records that the group has not sent before.</summary>
    /// <param name="cancellationToken">Ends the run: what was given to the producer is waited for, and remembered.</param>
    /// <exception cref="RejectedTopicException">A topic does not exist, or Kafka did not take a record or an offset.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<RedriveLedger> ledgers = [];
        List<PartitionRange> ranges = [];
        foreach (var range in _log.GetRanges(RejectedTopicName.For(_request.Topic)))
        {
            var stored = await _offsets.LoadAsync(range.Partition);
            ranges.Add(range with { From = FindStart(range, stored) });
            ledgers.Add(new(ranges[^1], stored));
        }

        Volatile.Write(ref _total, ranges.Sum(range => range.To - range.From));
        for (var index = 0; index < ranges.Count && _left > 0; index++)
        {
            await RedriveAsync(ranges[index], ledgers[index], cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _producer?.Dispose();
        _offsets.Dispose();
        _log.Dispose();
    }

    private long FindStart(PartitionRange range, long? stored)
    {
        var name = RedriveTarget.NameOf(range.Partition);
        if (stored > range.To)
        {
            throw new RejectedTopicException(
                $"Group {_request.Group} is at offset {stored} of {name}, which ends at {range.To}: the topic was made anew. "
                + "Another group begins at its first record.");
        }

        if (stored is null && range.From < range.To)
        {
            Tell($"group {_request.Group} has sent nothing of {name}: beginning at its first record");
        }
        else if (stored < range.From)
        {
            Tell($"retention has removed offsets {stored} to {range.From - 1} of {name}, which were not sent");
        }

        return Math.Max(range.From, stored ?? 0);
    }

    private async Task RedriveAsync(PartitionRange range, RedriveLedger ledger, CancellationToken cancellationToken)
    {
        var before = _done;
        try
        {
            foreach (var record in _log.Read(range, cancellationToken))
            {
                Take(record, ledger);
                Volatile.Write(ref _done, before + record.Place.Offset.Value + 1 - range.From);
                if (_left == 0)
                {
                    return;
                }

                if (ledger.IsFull)
                {
                    await SettleAsync(ledger, cancellationToken);
                }
            }

            ledger.End();
            Volatile.Write(ref _done, before + range.To - range.From);
        }
        finally
        {
            await SettleAsync(ledger, cancellationToken);
            Unremembered += ledger.Unremembered;
        }
    }

    private void Take(RejectedRecord record, RedriveLedger ledger)
    {
        if (!_request.Filter.Matches(record))
        {
            Skipped++;
            ledger.Skip(record);
            return;
        }

        var (target, fault) = RedriveTarget.Of(record, _request.ByKey);
        if (target is null)
        {
            Unsendable++;
            Tell($"{RedriveTarget.NameOf(record.Place)} is not sent: {fault}");
            ledger.Pass(record);
            return;
        }

        RequireExisting(record, target);
        _left--;
        ledger.Send(record, target, _sink.SendAsync(target, record));
    }

    /// <summary>A producer would create a topic that does not exist, and wait for ever for a partition that does not.</summary>
    private void RequireExisting(RejectedRecord record, TopicPartition target)
    {
        var partitions = _log.CountPartitions(target.Topic);
        if (partitions == 0)
        {
            throw new RejectedTopicException(
                $"{RedriveTarget.NameOf(record.Place)} belongs to topic {target.Topic}, which does not exist.");
        }

        if (target.Partition.Value >= partitions)
        {
            throw new RejectedTopicException(string.Create(
                CultureInfo.InvariantCulture,
                $"{RedriveTarget.NameOf(record.Place)} belongs to {RedriveTarget.NameOf(target)}, but there are {partitions} partitions: "
                + $"--by-key lets its key choose one."));
        }
    }

    private async Task SettleAsync(RedriveLedger ledger, CancellationToken cancellationToken)
    {
        var answers = ledger.Answers;
        await answers.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!answers.IsCompleted)
        {
            await Task.WhenAny(answers, Task.Delay(FlushTimeout, _time, CancellationToken.None));
        }

        var failure = ledger.Settle();
        if (_producer is not null && ledger.HasProgress)
        {
            await _offsets.SaveAsync(ledger.Partition, ledger.Stored, ledger.Next, cancellationToken);
            ledger.MarkSaved();
        }

        if (failure is not null)
        {
            throw failure;
        }
    }
}
