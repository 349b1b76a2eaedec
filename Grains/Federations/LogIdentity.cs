namespace FederatedOrleans.Grains.Federations;

/// <summary>
/// What a log is now: an offset means nothing without it. The name, which messages carry, is the cluster and the topic; a topic that was made anew in the
/// same cluster has its id behind that, so that the same name never means two logs.
/// </summary>
/// <param name="Name">Cluster id and topic, <c>cluster/topic</c>.</param>
/// <param name="TopicId">The topic's id; null where the cluster tells none.</param>
internal sealed record LogIdentity(string Name, string? TopicId)
{
    /// <summary>The name under which the log is spoken of.</summary>
    /// <param name="known">The name under which it was last spoken of, or null.</param>
    /// <param name="knownTopicId">The topic's id then, or null where it was not known.</param>
    /// <returns><paramref name="known"/> if it is the same log still, another name if not.</returns>
    public string NameAfter(string? known, string? knownTopicId)
    {
        if (known is null)
        {
            return Name;
        }

        if (known == Name)
        {
            return TopicId is null || knownTopicId is null || knownTopicId == TopicId ? known : $"{Name}/{TopicId}";
        }

        return !known.StartsWith(Name + '/', StringComparison.Ordinal) ? Name : TopicId is null ? known : $"{Name}/{TopicId}";
    }
}
