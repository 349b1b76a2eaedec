namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>The deadline of the oldest open round fired: nobody is waited for any longer.</summary>
[GenerateSerializer, Immutable, Alias("fo.deadline")]
public sealed record DeadlineEntry : ControlEntry
{
    /// <summary>Start of the round's window, Unix ms; null for rounds without one.</summary>
    [Id(0)]
    public long? WindowStart { get; init; }
}
