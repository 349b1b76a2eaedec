using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Edge.Verify;

/// <summary>An update whose parts are all there, with the hash that its content has.</summary>
/// <param name="Offset">The update's offset.</param>
/// <param name="Federation">The federation.</param>
/// <param name="Participant">Who contributes.</param>
/// <param name="Model">The local model.</param>
/// <param name="WindowStart">Start of the window, Unix ms.</param>
/// <param name="WindowEnd">End of the window (exclusive), Unix ms.</param>
/// <param name="Samples">Number of readings.</param>
/// <param name="Present">Number of present values per feature.</param>
/// <param name="Weights">The weights.</param>
/// <param name="SaidHash">The hash that the message carries.</param>
/// <param name="Hash">The hash recomputed from the content.</param>
internal sealed record Contribution(
    long Offset,
    string Federation,
    string Participant,
    string Model,
    long WindowStart,
    long WindowEnd,
    long Samples,
    IReadOnlyList<long> Present,
    IReadOnlyList<double> Weights,
    string SaidHash,
    string Hash)
{
    /// <summary>The largest number of readings.</summary>
    private const long MaxSamples = 1L << 40;

    /// <summary>Whether the contribution agrees with itself: only then what its message says of progress counts.</summary>
    /// <param name="configuration">The configuration.</param>
    public bool IsWellFormed(ConfigurationEntry configuration) =>
        Hash == SaidHash
        && WindowStart % configuration.WindowMs == 0
        && TumblingWindow.IsInCalendar(WindowStart, configuration.WindowMs)
        && WindowEnd == WindowStart + configuration.WindowMs
        && Present.Count == configuration.Features.Count
        && (!HasSamples || Present.All(count => count >= 0 && count <= Samples));

    /// <summary>Whether the contribution also agrees with a configuration: only then it counts.</summary>
    /// <param name="configuration">The configuration.</param>
    public bool IsSound(ConfigurationEntry configuration) =>
        IsWellFormed(configuration)
        && Model == configuration.Model
        && HasSamples
        && Weights.Count == 1
        && Math.Abs(Weights[0]) <= SeedWeight.MaxWeight;

    private bool HasSamples => Samples is >= 1 and <= MaxSamples;

    /// <summary>The contribution in a message, or null where the message is none.</summary>
    /// <param name="record">The message's record.</param>
    public static Contribution? From(UpdateRecord record)
    {
        if (record.Message is not
            {
                Kind: UpdateKind.Update,
                WindowStart: { } start,
                WindowEnd: { } end,
                Model: { } model,
                Present: { } present,
                Weights: { } weights,
                Hash: { } said,
            } message)
        {
            return null;
        }

        var hash = UpdateHash.Compute(message.Participant, model, start, end, message.Samples, [.. present], [.. weights]);
        return new(
            record.Offset, message.Federation, message.Participant, model, start, end, message.Samples, present, weights, said, hash);
    }
}
