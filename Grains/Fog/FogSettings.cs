using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.Fog;

/// <summary>What one fog node works with.</summary>
internal sealed record FogSettings
{
    public required string Federation { get; init; }

    public required int Partition { get; init; }

    /// <summary>The log of its readings.</summary>
    public required string Log { get; init; }

    public required IReadOnlyList<string> Features { get; init; }

    public required long WindowMs { get; init; }

    public required long LatenessMs { get; init; }

    public required long MaxFutureSkewMs { get; init; }

    public required ILocalModel Model { get; init; }

    /// <summary>How many windows lie between a window and those whose version it is trained on, plus one; 1 or more.</summary>
    public int BaseLag { get; init; } = 1;

    /// <summary>Whether a window is trained on the newest version there is, because rounds are not made of windows.</summary>
    public bool TrainsOnNewest { get; init; }

    /// <summary>The largest message, in bytes of its JSON.</summary>
    public int MaxUpdateBytes { get; init; } = 1_000_000;

    public ScoringSettings Scoring { get; init; } = new();

    public string Participant => FogNodeKey.Create(Federation, Partition);

    public static FogSettings Create(string federation, int partition, string log, FederationOptions options, ILocalModel model) => new()
    {
        Federation = federation,
        Partition = partition,
        Log = log,
        Features = options.EffectiveFeatures,
        WindowMs = (long)options.Window.TotalMilliseconds,
        LatenessMs = (long)options.Lateness.TotalMilliseconds,
        MaxFutureSkewMs = (long)options.MaxFutureSkew.TotalMilliseconds,
        Model = model,
        BaseLag = options.BaseLag,
        TrainsOnNewest = options.Rounds.Mode != RoundMode.Window,
        MaxUpdateBytes = options.MaxUpdateBytes,
        Scoring = new()
        {
            IsOwn = options.Scoring.Source == ScoringSource.Own,
            Quantile = options.Scoring.Quantile,
            TrainingReadings = options.Scoring.TrainingReadings,
            PublishAll = options.Scoring.PublishAll,
        },
    };
}
