using System.Globalization;

namespace FederatedOrleans.Chaos.Faults;

/// <summary>One fault of a schedule.</summary>
/// <param name="Number">Its place in the schedule, from 1.</param>
/// <param name="At">When it begins, since the run's start.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Lasts">How long it lasts; zero for what happens at once.</param>
internal sealed record Fault(int Number, TimeSpan At, FaultKind Kind, TimeSpan Lasts)
{
    /// <summary>The silo that it is done to, from 1; null where it is not one silo.</summary>
    public int? Silo { get; init; }

    /// <summary>The broker's commands that begin it.</summary>
    public IReadOnlyList<string> Begin { get; init; } = [];

    /// <summary>The broker's commands that end it.</summary>
    public IReadOnlyList<string> End { get; init; } = [];

    /// <summary>What it is done to.</summary>
    public FaultTarget Target => TargetOf(Kind);

    /// <summary>What a kind of fault is done to.</summary>
    public static FaultTarget TargetOf(FaultKind kind) => kind switch
    {
        <= FaultKind.SilosKilled => FaultTarget.Silos,
        <= FaultKind.BrokerErrors => FaultTarget.Brokers,
        _ => FaultTarget.Store,
    };

    /// <inheritdoc />
    public override string ToString()
    {
        var lasts = Lasts > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $" for {Lasts.TotalSeconds:0.0} s") : "";
        return Kind switch
        {
            FaultKind.SiloKilled => $"silo {Silo} killed{lasts}",
            FaultKind.SiloStopped => $"silo {Silo} told to end, started again",
            FaultKind.SiloSuspended => $"silo {Silo} suspended{lasts}",
            FaultKind.SilosKilled => $"all silos killed{lasts}",
            FaultKind.BrokersDown => $"all brokers down{lasts}",
            FaultKind.StoreKilled => $"store killed{lasts}, recovers from its log",
            FaultKind.StoreSuspended => $"store hangs{lasts}",
            FaultKind.StoreLostTail => $"store killed without its last {Lasts.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
            FaultKind.StoreLostAll => $"store killed{lasts}, has lost everything",
            _ => $"broker: {string.Join("; ", Begin)}{lasts}",
        };
    }
}
