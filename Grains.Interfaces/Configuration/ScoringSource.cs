namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>Which model scores readings as they pass a fog node.</summary>
public enum ScoringSource
{
    /// <summary>None: readings are not scored.</summary>
    None,

    /// <summary>The newest version of the global model.</summary>
    Global,

    /// <summary>The node's own model, of the readings of its partition alone; for models whose contributions are sums.</summary>
    Own,
}
