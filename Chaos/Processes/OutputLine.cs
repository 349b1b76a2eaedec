namespace FederatedOrleans.Chaos.Processes;

/// <summary>A line a child process wrote.</summary>
/// <param name="Index">Its place among all lines of both streams, from 0, in order of arrival.</param>
/// <param name="Text">The line without its end.</param>
/// <param name="IsError">Whether it came from standard error.</param>
public sealed record OutputLine(int Index, string Text, bool IsError);
