using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Storage;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// A checkpoint of the rounds log, so that a start need not read all of it. Everything here can be read again from the topics.
/// </summary>
[GenerateSerializer, Alias("fo.aggregator-state"), StateVersion(4)]
internal sealed class AggregatorState
{
    /// <summary>The rounds log that the offsets belong to; null before the first write.</summary>
    [Id(0)]
    public string? Log { get; set; }

    /// <summary>Where the history that is kept at hand begins in the rounds log.</summary>
    [Id(1)]
    public long HistoryOffset { get; set; }

    /// <summary>The newest configuration that was read.</summary>
    [Id(2)]
    public ConfigurationEntry? Configuration { get; set; }

    /// <summary>The newest version before <see cref="HistoryOffset"/>.</summary>
    [Id(3)]
    public long VersionBefore { get; set; }

    /// <summary>The newest version that is known to be on the model topic.</summary>
    [Id(4)]
    public long Published { get; set; }

    /// <summary>How many control entries stand before the entry at <see cref="HistoryOffset"/> since the version before it.</summary>
    [Id(5)]
    public int StepBefore { get; set; }

    /// <summary>The id of the rounds topic; null where the cluster tells none.</summary>
    [Id(6)]
    public string? RoundsTopicId { get; set; }

    /// <summary>The id of the updates topic; null where the cluster tells none.</summary>
    [Id(7)]
    public string? UpdatesTopicId { get; set; }
}
