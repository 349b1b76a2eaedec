namespace FederatedOrleans.Chaos.Readings;

/// <summary>What became, or must become, of a partition's readings.</summary>
/// <param name="Counted">Readings in a window.</param>
/// <param name="Late">Readings whose window had closed.</param>
/// <param name="Future">Readings too far past their Kafka timestamp.</param>
/// <param name="Malformed">Records that are no reading.</param>
/// <param name="Expired">Readings that were gone before they were read.</param>
internal sealed record ReadingCounts(long Counted, long Late, long Future, long Malformed, long Expired = 0)
{
    /// <summary>All of them.</summary>
    public long Total => Counted + Late + Future + Malformed + Expired;

    /// <inheritdoc />
    public override string ToString() => $"{Counted} counted, {Late} late, {Future} future, {Malformed} malformed, {Expired} expired";
}
