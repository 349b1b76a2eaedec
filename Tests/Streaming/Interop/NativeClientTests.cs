using Orleans.Streaming.Kafka.Interop;

namespace FederatedOrleans.Tests.Streaming.Interop;

[Trait("Category", "Unit")]
public sealed class NativeClientTests
{
    /// <summary>Standard error belongs to the program.</summary>
    [Fact]
    public void GetClusterId_NoBroker_WritesToTheLogThatItWasGiven()
    {
        List<string> lines = [];
        var address = $"127.0.0.1:{FreePort.Get()}";

        var id = NativeClient.GetClusterId(
            new Dictionary<string, string> { ["bootstrap.servers"] = address },
            TimeSpan.FromMilliseconds(500),
            (_, _, text) =>
            {
                lock (lines)
                {
                    lines.Add(text);
                }
            });

        Assert.Null(id);
        Assert.Contains(lines, line => line.Contains(address, StringComparison.Ordinal));
    }
}
