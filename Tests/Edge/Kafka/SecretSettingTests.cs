using System.CommandLine;
using FederatedOrleans.Edge.Rejected;
using FederatedOrleans.Edge.Replay;
using FederatedOrleans.Edge.Simulate;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Edge.Watch;

namespace FederatedOrleans.Tests.Edge.Kafka;

/// <summary>A secret that a command cannot use is not in what it says.</summary>
[Trait("Category", "Unit")]
public sealed class SecretSettingTests
{
    private const string Secret = "Vb9-secret-Vb9";
    private static readonly string[] Settings = ["sasl.pasword", "sasl.jaas.config", "ssl.key.pem", "ssl.certificate.pem"];

    private static readonly (Func<Command> Create, string[] Arguments)[] Commands =
    [
        (SimulateCommand.Create, ["--count", "1"]),
        (ReplayCommand.Create, ["no-such-file.csv", "--map", "t=t"]),
        (VerifyCommand.Create, []),
        (WatchCommand.Create, ["--count", "1"]),
        (RejectedCommand.Create, ["list", "sensor-data"]),
        (RejectedCommand.Create, ["redrive", "sensor-data"]),
    ];

    public static TheoryData<int, string> Cases => [.. from command in Enumerable.Range(0, Commands.Length) from setting in Settings select (command, setting)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Command_WithASecretThatDoesNotFit_FailsWithoutIt(int command, string setting)
    {
        var (create, arguments) = Commands[command];
        var run = await CommandRun.StartAsync(
            create(), TestContext.Current.CancellationToken, [.. arguments, "--bootstrap", "127.0.0.1:1", "--kafka", "security.protocol=ssl", "--kafka", $"{setting}={Secret}"]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.NotEmpty(run.Error + run.Output);
        Assert.DoesNotContain("Vb9", run.Error + run.Output, StringComparison.Ordinal);
    }
}
