using System.CommandLine;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>The option that picks records by why they were put aside.</summary>
internal static class ReasonOption
{
    /// <summary>Creates <c>--reason</c>.</summary>
    public static Option<string> Create() => CheckedOption.Create(
        "--reason",
        "PREFIX",
        "Only records whose reason begins so, such as malformed: or future.",
        "1 or more characters",
        // An empty prefix, as from a variable that is not set, would take everything.
        (string text, out string prefix) => (prefix = text).Length > 0);
}
