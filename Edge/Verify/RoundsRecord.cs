namespace FederatedOrleans.Edge.Verify;

/// <summary>One record of the rounds topic, or a hole in it.</summary>
/// <param name="Value">The record's value.</param>
/// <param name="Missing">What is missing at this place, in words; null where nothing is.</param>
internal readonly record struct RoundsRecord(byte[]? Value, string? Missing = null);
