using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>By which rules a federation's rounds close, as far as they are functions of the log.</summary>
[GenerateSerializer, Immutable, Alias("fo.round-rules")]
public sealed record RoundRules
{
    /// <summary>What makes the updates of a round belong together.</summary>
    [Id(0)]
    public RoundMode Mode { get; init; }

    /// <summary>From how many participants a synchronous round closes at once; 0 for all that are not idle.</summary>
    [Id(1)]
    public int Goal { get; init; }

    /// <summary>From how many participants a synchronous round closes once its deadline is over.</summary>
    [Id(2)]
    public int Minimum { get; init; } = 1;

    /// <summary>How many updates make an asynchronous round.</summary>
    [Id(3)]
    public int BufferGoal { get; init; } = 10;

    /// <summary>How many versions an update's base may lie behind the newest one.</summary>
    [Id(4)]
    public int MaxStaleness { get; init; } = 20;

    /// <summary>The rules that options ask for.</summary>
    /// <param name="options">The options.</param>
    public static RoundRules From(RoundOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new()
        {
            Mode = options.Mode,
            Goal = options.Goal,
            Minimum = options.Minimum,
            BufferGoal = options.BufferGoal,
            MaxStaleness = options.MaxStaleness,
        };
    }
}
