using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>The updates of the newest closed rounds, by which a duplicate that comes later is told from an update that comes too late.</summary>
/// <param name="share">How many aggregators remember the federation's updates, each those of its participants.</param>
internal sealed class RecentInputs(int share = 1)
{
    private const int MaxRounds = 100;

    /// <summary>Rounds of many participants are remembered for less long, so that memory stays bounded.</summary>
    private const int MaxInputs = 200_000;

    private readonly Queue<IReadOnlyList<(string Participant, string Identity)>> _rounds = new();
    private readonly Dictionary<(string Participant, string Identity), string> _hashes = [];

    /// <summary>Remembers a round.</summary>
    /// <param name="windowStart">Start of its window, which its inputs have unless they say otherwise.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="areOfTheWindow">Whether an input that names no window is one of the round's.</param>
    /// <param name="areRegional">Whether they are updates of regions, of which there is one for each base.</param>
    public void Add(long windowStart, IReadOnlyList<RoundInput> inputs, bool areOfTheWindow, bool areRegional = false)
    {
        List<(string, string)> keys = new(inputs.Count);
        foreach (var input in inputs)
        {
            var start = input.WindowStart ?? (areOfTheWindow ? windowStart : default(long?));
            var identity = input.Id is { } id ? "i" + id : start is null ? null
                : AdmittedUpdate.RegionalIdentity(start.Value, areRegional ? input.BaseVersion : null);
            if (identity is not null && _hashes.TryAdd((input.Participant, identity), input.Hash))
            {
                keys.Add((input.Participant, identity));
            }
        }

        _rounds.Enqueue(keys);
        while (_rounds.Count > 1 && (_rounds.Count > MaxRounds || _hashes.Count > MaxInputs / share))
        {
            foreach (var key in _rounds.Dequeue())
            {
                _hashes.Remove(key);
            }
        }
    }

    /// <summary>The hash of an update of a closed round, or null when it was in none or in one of long ago.</summary>
    public string? Find(AdmittedUpdate update) => _hashes.GetValueOrDefault((update.Participant, update.Identity));
}
