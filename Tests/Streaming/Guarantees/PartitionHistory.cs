using Orleans.Streaming.Kafka.Delivery;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>A partition, its agent and its consumers, moved on step by step.</summary>
internal sealed class PartitionHistory
{
    private const int MaxRounds = 10_000;
    private const int MaxIdle = 30;
    private readonly LogModel _log;
    private readonly int _streams;
    private readonly DeliveryPolicy _policy;
    private readonly List<ConsumerModel> _consumers;
    private AgentModel _agent;

    public PartitionHistory(bool isKeyed, int streams, int subscriptions, DeliveryPolicy policy)
    {
        _log = new(streams, isKeyed);
        _streams = streams;
        _policy = policy;
        _consumers = [.. Enumerable.Range(0, streams).SelectMany(
            stream => Enumerable.Range(0, subscriptions).Select(number => new ConsumerModel(_log, stream, isImplicit: number == 0)))];
        _agent = new(_log, _consumers, policy);
    }

    public void Take(Step step)
    {
        var (kind, a, b) = step;
        switch (kind)
        {
            case StepKind.Produce:
                Produce(1 + (a % 12), b);
                break;
            case StepKind.Fetch or StepKind.FetchMore:
                _log.Fetch(_agent.Feed, 1 + (a % (kind == StepKind.Fetch ? 3 : 20)));
                break;
            case StepKind.Beat:
                _log.Beat(_agent.Feed);
                break;
            case StepKind.Read or StepKind.ReadMore:
                _agent.Read(1 + (a % 4));
                break;
            case StepKind.Register:
                _agent.Register(a);
                break;
            case StepKind.Rewind:
                _agent.Rewinds.Step(1 + (a % 9));
                break;
            case StepKind.Rare:
                TakeRare(a, b);
                break;
            default:
                TakeDelivery(kind, a, b);
                break;
        }
    }

    /// <summary>What is processed by everybody bounds what may be committed.</summary>
    public void CheckCommit()
    {
        var bound = _consumers.Min(consumer => consumer.FirstUnprocessed());
        Assert.True(_agent.Feed.Processed <= bound, $"{_agent.Feed.Processed} is committed, {bound} is not processed");
    }

    /// <summary>Nothing fails any more: everybody gets the rest, and all memory comes back.</summary>
    public void Finish()
    {
        for (var stream = 0; stream < _streams; stream++)
        {
            _log.Append(stream, gap: 0);
        }

        var idle = 0;
        for (var round = 0; idle < MaxIdle; round++)
        {
            Assert.True(round < MaxRounds, "it never comes to rest");
            idle = Settle() ? 0 : idle + 1;
            CheckCommit();
        }

        Assert.All(_consumers, consumer => Assert.True(!consumer.IsFree && !consumer.Missing().Any(), $"{consumer} misses {string.Join(' ', consumer.Missing())}"));
        Assert.Equal(_log.End, _agent.Feed.Processed);
        Assert.Equal(0, _agent.Feed.BufferedBytes);
    }

    private bool Settle()
    {
        var before = (_log.Position, _agent.Rewinds.Started);
        _log.Fetch(_agent.Feed, count: 7);
        _agent.Read(maxItems: 64);
        _agent.Register(0);
        _agent.Rewinds.Step(5);
        var isBusy = before != (_log.Position, _agent.Rewinds.Started);
        foreach (var subscription in _agent.Subscriptions)
        {
            subscription.EndAsk();
            isBusy |= subscription.Send();
            isBusy |= subscription.Succeed();
        }

        _agent.Count();
        return isBusy;
    }

    private void Produce(int count, int choice)
    {
        for (var i = 0; i < count; i++)
        {
            _log.Append((choice + (i * i)) % _streams, gap: (choice + i) % 11 == 0 ? 2 : 0);
        }
    }

    private void TakeDelivery(StepKind kind, int a, int b)
    {
        var subscriptions = _agent.Subscriptions;
        if (subscriptions.Count == 0)
        {
            return;
        }

        var subscription = subscriptions[a % subscriptions.Count];
        switch (kind)
        {
            case StepKind.Send or StepKind.SendMore:
                subscription.Send();
                break;
            case StepKind.Succeed:
                subscription.Succeed();
                break;
            case StepKind.Fail:
                subscription.Fail(b);
                break;
            case StepKind.Restart:
                Restart(subscription.Consumer, b);
                break;
            case StepKind.Ask:
                subscription.AskAgain();
                break;
            default:
                subscription.EndAsk();
                break;
        }
    }

    private void Restart(ConsumerModel consumer, int choice)
    {
        var anywhere = _log.Start + (choice % Math.Max(_log.End - _log.Start, 1));
        consumer.Restart((choice % 5) switch { 0 => null, 1 or 2 => consumer.IsFree ? null : consumer.Next, _ => anywhere });
    }

    private void TakeRare(int a, int b)
    {
        switch (a % 4)
        {
            case 0:
                _log.Retain(_log.Start + (b % 8 == 0 ? b % Math.Max(_log.End - _log.Start, 1) / 2 : 0));
                break;
            case 1:
                HandOver(isKill: b % 2 == 0);
                break;
            default:
                _agent.Count();
                break;
        }
    }

    /// <summary>Another silo takes the partition over: after a stop at what was committed then, after a kill at what happened to be.</summary>
    private void HandOver(bool isKill)
    {
        var committed = isKill ? _agent.Feed.Processed : _agent.Stop();
        CheckCommit();
        _consumers.ForEach(consumer => consumer.HandOver());
        _agent = new(_log, _consumers, _policy);
        _log.Begin(Math.Max(committed, 0));
    }
}
