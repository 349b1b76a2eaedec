namespace FederatedOrleans.Silo.Api;

/// <summary>Who may change state over the HTTP API. Bound from <c>Api</c>.</summary>
internal sealed class ApiOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Api";

    /// <summary>What the header <c>X-Api-Key</c> has to say; null for none: then only this machine may change state.</summary>
    public string? Key { get; set; }
}
