namespace FederatedOrleans.Tests.Edge.Rejected;

/// <summary>Keeps text and tells of every line while its writer waits.</summary>
internal sealed class NotifyingWriter(Action<string> onLine) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        onLine(value ?? "");
    }
}
