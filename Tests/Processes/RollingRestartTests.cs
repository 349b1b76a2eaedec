using System.Text.RegularExpressions;

namespace FederatedOrleans.Tests.Processes;

/// <summary>Three silos are replaced one after the other while readings flow, as an upgrade would do it.</summary>
[Trait("Category", "Process")]
public sealed partial class RollingRestartTests
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task RollingRestart_UnderLoad_LosesNothingRepeatsLittleAndAnswersThroughout()
    {
        await using var fleet = await ProcessFleet.StartAsync(
            readings: 3_000, new Dictionary<string, string?> { ["Logging__LogLevel__FederatedOrleans.Grains.Fog"] = "Debug" });
        var sending = await fleet.SendToAsync(silos: 3, TimeSpan.FromSeconds(20));
        await fleet.WaitForReadingsAsync(2);
        List<ChildProcess> all = [.. fleet.Silos.Select(silo => silo.Process)];
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        SiloProcess[] serving = [.. fleet.Silos];
        var asking = AskAsync(() => Volatile.Read(ref serving), end.Token);
        for (var i = 0; i < 3; i++)
        {
            var old = fleet.Silos[0];
            old.Process.Send(ProcessSignal.Terminate);
            Assert.Equal(0, await old.Process.WaitForExitAsync(TimeToEnd));
            // The new one takes the place only when it listens, as behind a readiness probe.
            var young = await fleet.StartSiloAsync();
            all.Add(young.Process);
            fleet.Silos.Add(young);
            fleet.Silos.RemoveAt(0);
            Volatile.Write(ref serving, [.. fleet.Silos]);
            await old.DisposeAsync();
        }

        await end.CancelAsync();
        var answers = await asking;
        await sending;
        await fleet.CheckAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"{answers.Requests} requests, {answers.Retries} of them tried again.");
        Assert.True(answers.Requests > 0);
        Assert.Equal([], answers.Failures);
        var lines = all.SelectMany(process => process.Lines.Select(line => line.Text)).ToList();
        var lives = lines.Select(line => GoesOn().Match(line)).Where(match => match.Success).CountBy(match => match.Groups["node"].Value).ToDictionary();
        var repeated = lines.Select(line => GivenAgain().Match(line)).Where(match => match.Success).CountBy(match => match.Groups["node"].Value).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"Containers repeated: {string.Join(", ", repeated)}; lives: {string.Join(", ", lives)}");
        Assert.True(lives.Values.Sum() > fleet.Expected.Participants.Count);
        Assert.All(repeated, node => Assert.True(node.Value < lives[node.Key], $"{node.Key}: {node.Value} repeated in {lives[node.Key]} lives."));
    }

    /// <summary>Asks the API again and again, each time with a few tries at any silo, as a client behind a load balancer does.</summary>
    private static async Task<(int Requests, int Retries, List<string> Failures)> AskAsync(
        Func<SiloProcess[]> silos, CancellationToken cancellationToken)
    {
        const int Tries = 5;
        var (requests, retries) = (0, 0);
        List<string> failures = [];
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!cancellationToken.IsCancellationRequested)
        {
            requests++;
            for (var i = 1; ; i++)
            {
                try
                {
                    var serving = silos();
                    await serving[(requests + i) % serving.Length].AskAsync(FederationRest.NodesPath, cancellationToken);
                    break;
                }
                catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or ObjectDisposedException)
                {
                    if (cancellationToken.IsCancellationRequested)
                    {
                        break;
                    }

                    if (i == Tries)
                    {
                        failures.Add(exception.Message);
                        break;
                    }

                    retries++;
                    await pause.WaitForNextTickAsync(CancellationToken.None);
                }
            }

            await pause.WaitForNextTickAsync(CancellationToken.None);
        }

        return (requests, retries, failures);
    }

    [GeneratedRegex(@"Fog node (?<node>\S+) goes on at offset")]
    private static partial Regex GoesOn();

    [GeneratedRegex(@"Fog node (?<node>\S+) was given offsets")]
    private static partial Regex GivenAgain();
}
