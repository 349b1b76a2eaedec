namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>A header of the original record as JSON.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its bytes in base64; absent for a header without a value.</param>
/// <param name="ValueText">Its bytes as text, where they are UTF-8.</param>
internal sealed record RejectedJsonHeader(string Name, byte[]? Value, string? ValueText);
