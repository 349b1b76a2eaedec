namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>Cuts entries of rounds with many participants into messages that a broker takes, and puts them together again.</summary>
public sealed class RoundParts
{
    /// <summary>How many inputs, and how many participants, one message holds at most: about half a megabyte.</summary>
    public const int MaxPerMessage = 1_500;

    private readonly Dictionary<(string Writer, long Version), List<RoundPartEntry>> _parts = [];

    /// <summary>The messages of an entry, in order.</summary>
    /// <param name="entry">The entry.</param>
    public static IReadOnlyList<RoundsEntry> Split(RoundsEntry entry)
    {
        if (entry is not RoundEntry round || (round.Inputs.Count <= MaxPerMessage && round.Participants.Count <= MaxPerMessage))
        {
            return [entry];
        }

        var parts = (Math.Max(round.Inputs.Count, round.Participants.Count) - 1) / MaxPerMessage;
        List<RoundsEntry> messages = new(parts + 1);
        for (var part = 0; part < parts; part++)
        {
            messages.Add(new RoundPartEntry
            {
                Federation = round.Federation,
                Writer = round.Writer,
                CreatedAt = round.CreatedAt,
                Version = round.Version,
                Part = part,
                Inputs = [.. round.Inputs.Skip(part * MaxPerMessage).Take(MaxPerMessage)],
                Participants = [.. round.Participants.Skip(part * MaxPerMessage).Take(MaxPerMessage)],
            });
        }

        messages.Add(round with
        {
            Parts = parts,
            Inputs = [.. round.Inputs.Skip(parts * MaxPerMessage)],
            Participants = [.. round.Participants.Skip(parts * MaxPerMessage)],
        });
        return messages;
    }

    /// <summary>Takes the next entry of the topic.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>The whole entry; null where it is a part, or a round whose parts are not there.</returns>
    public RoundsEntry? Take(RoundsEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry is RoundPartEntry part)
        {
            var key = (part.Writer, part.Version);
            if (part.Part == 0 || !_parts.TryGetValue(key, out var before))
            {
                _parts[key] = before = [];
            }

            before.Add(part);
            return null;
        }

        if (entry is not RoundEntry { Parts: { } count } round)
        {
            return entry;
        }

        _parts.Remove((round.Writer, round.Version), out var parts);
        return parts is null || parts.Count != count || parts.Index().Any(item => item.Item.Part != item.Index) ? null : round with
        {
            Parts = null,
            Inputs = [.. parts.SelectMany(one => one.Inputs), .. round.Inputs],
            Participants = [.. parts.SelectMany(one => one.Participants), .. round.Participants],
        };
    }
}
