using System.Globalization;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Watch;

/// <summary>How a global model is shown on a terminal.</summary>
internal static class ModelView
{
    /// <summary>Draws the table, for models with one global weight, and the status line under it.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Lines without a line break at the end.</returns>
    public static string Render(GlobalModelMessage model) =>
        model.GlobalWeight is { } weight ? $"{GlobalWeightTable.Render(weight)}\n{Status(model)}" : Status(model);

    private static string Status(GlobalModelMessage model)
    {
        var mean = model.RunningMean is { } number ? string.Create(CultureInfo.InvariantCulture, $" | running mean {number:F2}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"version {model.Version} | window {Time(model.Window.Start)} to {Time(model.Window.End)}{mean} | {model.Samples} samples | "
            + $"participants {string.Join(", ", model.Participants)}");
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
