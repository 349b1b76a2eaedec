using System.Globalization;
using FederatedOrleans.Chaos.Readings;

namespace FederatedOrleans.Chaos.Faults;

/// <summary>
/// Draws the faults of a run from its seed. Kinds are dealt from a shuffled deck, so that each comes before one comes again; faults of silos, brokers
/// and store overlap, two of the same target do not.
/// </summary>
internal sealed class FaultSchedule
{
    /// <summary>How many brokers there are.</summary>
    public const int Brokers = 3;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(2);
    private static readonly (string Topic, int Partitions)[] Topics = [("sensor-data", LogShape.Partitions), ("model-weights", 1), ("rounds", 1), ("global-model", 1)];

    private static readonly string[] Errors =
    [
        "produce NOT_LEADER_FOR_PARTITIONx3", "produce REQUEST_TIMED_OUTx4", "produce NOT_ENOUGH_REPLICASx4", "produce TRANSPORTx3",
        "fetch NOT_LEADER_FOR_PARTITIONx5", "fetch TRANSPORTx5", "listoffsets LEADER_NOT_AVAILABLEx4", "metadata TRANSPORTx2",
    ];

    private readonly Random _random;
    private readonly TimeSpan _duration;
    private readonly TimeSpan[] _siloFree;
    private readonly Dictionary<FaultTarget, TimeSpan> _free = [];
    private readonly List<FaultKind> _deck = [];

    private FaultSchedule(int seed, TimeSpan duration, int silos)
    {
        // Not the numbers that the log is made of.
        _random = new(seed ^ 0x5eed);
        _duration = duration;
        _siloFree = new TimeSpan[silos];
    }

    /// <summary>Draws a schedule.</summary>
    /// <param name="seed">Same seed, same schedule.</param>
    /// <param name="duration">How long faults may happen; all have ended by then.</param>
    /// <param name="silos">How many silos there are.</param>
    public static IReadOnlyList<Fault> Draw(int seed, TimeSpan duration, int silos) => [.. new FaultSchedule(seed, duration, silos).Draw()];

    private IEnumerable<Fault> Draw()
    {
        var number = 0;
        for (var at = First; at < _duration; at += Between(1.5, 7))
        {
            if (Deal(at) is { } kind && Create(kind, number + 1, at) is { } fault)
            {
                number++;
                yield return fault;
            }
        }
    }

    /// <summary>The next kind whose target is free; null when none is.</summary>
    private FaultKind? Deal(TimeSpan at)
    {
        if (_deck.Count == 0)
        {
            _deck.AddRange(Enum.GetValues<FaultKind>());
            _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_deck));
        }

        var place = _deck.FindIndex(kind => IsFree(kind, at));
        if (place < 0)
        {
            return null;
        }

        var kind = _deck[place];
        _deck.RemoveAt(place);
        return kind;
    }

    private bool IsFree(FaultKind kind, TimeSpan at) => Fault.TargetOf(kind) switch
    {
        FaultTarget.Silos when kind == FaultKind.SilosKilled => _siloFree.All(free => free <= at),
        FaultTarget.Silos => _siloFree.Any(free => free <= at),
        var target => _free.GetValueOrDefault(target) <= at,
    };

    private Fault? Create(FaultKind kind, int number, TimeSpan at)
    {
        var lasts = LastsOf(kind);
        var end = at + lasts;
        if (end > _duration)
        {
            return null;
        }

        Fault fault = new(number, at, kind, lasts);
        switch (fault.Target)
        {
            case FaultTarget.Silos when kind == FaultKind.SilosKilled:
                Array.Fill(_siloFree, end + Recovery);
                return fault;
            case FaultTarget.Silos:
                var free = Enumerable.Range(0, _siloFree.Length).Where(silo => _siloFree[silo] <= at).ToList();
                var silo = free[_random.Next(free.Count)];
                _siloFree[silo] = end + Recovery;
                return fault with { Silo = silo + 1 };
            default:
                _free[fault.Target] = end + Recovery;
                return fault.Target == FaultTarget.Brokers ? WithCommands(fault) : fault;
        }
    }

    private TimeSpan LastsOf(FaultKind kind) => kind switch
    {
        FaultKind.SiloKilled or FaultKind.SilosKilled => Between(0.5, 6),
        // Some silos come back before anybody has noticed, others are zombies.
        FaultKind.SiloSuspended => _random.Next(2) == 0 ? Between(1, 6) : Between(26, 34),
        FaultKind.BrokersDown or FaultKind.BrokerDown => Between(1, 12),
        FaultKind.BrokersSlow => Between(3, 10),
        FaultKind.StoreKilled or FaultKind.StoreLostAll => Between(0.5, 8),
        FaultKind.StoreLostTail => Between(1, 8),
        // Some are longer than a node's idle timeout, which must not be taken for silence of the sensors.
        FaultKind.StoreSuspended => _random.Next(2) == 0 ? Between(1, 8) : Between(20, 25),
        _ => TimeSpan.Zero,
    };

    private Fault WithCommands(Fault fault)
    {
        var broker = 1 + _random.Next(Brokers);
        switch (fault.Kind)
        {
            case FaultKind.BrokersDown:
                return fault with { Begin = ["down"], End = ["up"] };
            case FaultKind.BrokerDown:
                return fault with { Begin = [$"down {broker}"], End = [$"up {broker}"] };
            case FaultKind.BrokersSlow:
                return fault with { Begin = [string.Create(CultureInfo.InvariantCulture, $"rtt {50 + _random.Next(750)}")], End = ["rtt 0"] };
            case FaultKind.LeaderMoved:
                return fault with { Begin = [.. Topics.Select(topic => $"leader {topic.Topic} {_random.Next(topic.Partitions)} {1 + _random.Next(Brokers)}")] };
            default:
                return fault with { Begin = [.. Enumerable.Range(0, 3).Select(_ => $"errors {Errors[_random.Next(Errors.Length)]}")] };
        }
    }

    private TimeSpan Between(double least, double most) => TimeSpan.FromMilliseconds(Math.Round(1_000 * (least + ((most - least) * _random.NextDouble()))));
}
