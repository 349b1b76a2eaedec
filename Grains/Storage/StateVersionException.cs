namespace FederatedOrleans.Grains.Storage;

/// <summary>A stored state has a version that this release does not know. It is neither used nor overwritten.</summary>
/// <param name="message">Which state, which version, what to do.</param>
[GenerateSerializer, Alias("fo.state-version-exception")]
public sealed class StateVersionException(string message) : Exception(message);
