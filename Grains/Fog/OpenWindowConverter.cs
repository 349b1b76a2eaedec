using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.Fog;

/// <summary>Brings windows into checkpoints and back, to the last bit.</summary>
[RegisterConverter]
internal sealed class OpenWindowConverter : IConverter<OpenWindow, OpenWindowSurrogate>
{
    /// <inheritdoc />
    public OpenWindow ConvertFromSurrogate(in OpenWindowSurrogate surrogate) => new(
        surrogate.Start, new LocalWindow(surrogate.Present ?? [], [.. surrogate.Numbers ?? []], surrogate.Sums ?? [], surrogate.Samples));

    /// <inheritdoc />
    public OpenWindowSurrogate ConvertToSurrogate(in OpenWindow value) => new()
    {
        Start = value.Start,
        Samples = value.Content.Samples,
        Numbers = [.. value.Content.Numbers],
        Present = value.Content.Present,
        Sums = value.Content.Sums,
    };
}
