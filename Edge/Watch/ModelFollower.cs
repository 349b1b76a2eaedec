using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Watch;

/// <summary>Keeps the newest global model of a federation out of what the model topic holds.</summary>
/// <param name="federation">The federation.</param>
internal sealed class ModelFollower(string federation)
{
    /// <summary>The newest model, or null before the first.</summary>
    public GlobalModelMessage? Newest { get; private set; }

    /// <summary>Takes a record of the model topic.</summary>
    /// <param name="value">The record's value.</param>
    /// <returns>Whether it is a model of the federation with a version above the one that was held.</returns>
    public bool Accept(byte[]? value)
    {
        if (Read(value) is not { } model || model.Federation != federation || model.Version <= (Newest?.Version ?? 0))
        {
            return false;
        }

        Newest = model;
        return true;
    }

    private static GlobalModelMessage? Read(byte[]? value)
    {
        try
        {
            var model = value is null ? null : JsonSerializer.Deserialize(value, TopicJson.Default.GlobalModelMessage);
            return model is { Window: { }, Participants: { } } ? model : null;
        }
        catch (JsonException)
        {
            // The topic is open to everyone who may write; what is no model is passed over.
            return null;
        }
    }
}
