namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>When the rounds of a federation close. Bound from <c>Federations:&lt;name&gt;:Rounds</c>.</summary>
public sealed class RoundOptions
{
    /// <summary>How long a synchronous round gathers updates unless <see cref="Deadline"/> says otherwise.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromMinutes(1);

    /// <summary>What makes the updates of a round belong together. Default the window.</summary>
    public RoundMode Mode { get; set; } = RoundMode.Window;

    /// <summary>
    /// How long a round may stay open after its first update: 100 ms to 1 day. Default none for window rounds, which then wait for every participant that
    /// is not idle, and 1 minute for synchronous ones.
    /// </summary>
    public TimeSpan? Deadline { get; set; }

    /// <summary>From how many participants a synchronous round closes at once: 0 to 1,000,000. Default 0: from all that are not idle.</summary>
    public int Goal { get; set; }

    /// <summary>From how many participants a synchronous round closes once its deadline is over: 1 to 1,000,000. Default 1.</summary>
    public int Minimum { get; set; } = 1;

    /// <summary>How many updates the buffer of an asynchronous federation holds when it becomes a version: 1 to 100,000. Default 10.</summary>
    public int BufferGoal { get; set; } = 10;

    /// <summary>How many versions an update's base may lie behind the newest one: 0 to 100,000. Default 20. Not in synchronous rounds, where none may.</summary>
    public int MaxStaleness { get; set; } = 20;

    /// <summary>After what time a buffer that is not full becomes a version all the same: 100 ms to 1 day. Default 30 s.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The deadline in effect for those who take participants' updates: null for rounds that have none.</summary>
    public TimeSpan? EffectiveDeadline => Mode switch
    {
        RoundMode.Asynchronous => FlushTimeout,
        RoundMode.Synchronous => Deadline ?? DefaultDeadline,
        _ => Deadline,
    };
}
