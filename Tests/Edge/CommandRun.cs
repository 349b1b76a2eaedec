using System.CommandLine;

namespace FederatedOrleans.Tests.Edge;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command as the program would, its output kept.</summary>
    public static async Task<CommandRun> StartAsync(Command command, CancellationToken cancellationToken, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        var exitCode = await command.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, cancellationToken);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }
}
