namespace FederatedOrleans.Learning.Parameters;

/// <summary>What a model or strategy may be called.</summary>
internal static class RegisteredName
{
    private const int MaxLength = 63;

    /// <summary>Whether a name has 1 to 63 lower-case letters, digits or hyphens.</summary>
    /// <param name="name">The name.</param>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= MaxLength }
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
