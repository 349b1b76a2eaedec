using Confluent.Kafka;
using FederatedOrleans.Edge.Rejected;
using FederatedOrleans.Edge.Rejected.Listing;
using Spectre.Console;
using static FederatedOrleans.Tests.Edge.Rejected.RejectedCluster;

namespace FederatedOrleans.Tests.Edge.Rejected.Listing;

[Trait("Category", "Unit")]
public sealed class RejectedTableViewTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly RejectedSummary _summary = new();
    private readonly RejectedTableView _view;

    public RejectedTableViewTests()
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(_output), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        _view = new(console);
    }

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Write_Records_AreRowsThenCounts()
    {
        Show(0, "malformed:json", "[red]no\u001bJSON");
        Show(1, "future", "{}");
        _view.Complete(_summary);

        var lines = Lines();
        Assert.Equal(["time", "place", "reason", "attempts", "stream", "key", "size", "value"], Cells(lines[1]));
        Assert.Equal(
            ["2026-11-24T05:05:00.000Z", "readings [2] @ 0", "malformed:json", "", "", "", "12", @"[red]no\u001bJSON"], Cells(lines[3]));
        Assert.Equal(["2026-11-24T05:05:00.000Z", "readings [2] @ 1", "future", "", "", "", "2", "{}"], Cells(lines[4]));
        Assert.Equal(["readings", "future", "1"], Cells(lines[9]));
        Assert.Equal(["readings", "malformed:json", "1"], Cells(lines[10]));
        Assert.Equal("2 rejected records", lines[^1]);
    }

    [Fact]
    public void Write_ManyRecords_AreSeveralTablesThatComeSoon()
    {
        for (var offset = 0; offset <= RejectedTableView.RowsPerTable; offset++)
        {
            Show(offset, "future", "{}");
        }

        Assert.Equal(RejectedTableView.RowsPerTable, Lines().Count(line => line.Contains("future", StringComparison.Ordinal)));
        _view.Complete(_summary);
        Assert.Equal(2, Lines().Count(line => line.Contains("attempts", StringComparison.Ordinal)));
    }

    [Fact]
    public void Complete_NoRecords_SaysSo()
    {
        _view.Complete(_summary);

        Assert.Equal(["0 rejected records"], Lines());
    }

    private static string[] Cells(string line) => [.. line.Trim().Trim('│').Split('│').Select(cell => cell.Trim())];

    private void Show(long offset, string reason, string value)
    {
        RejectedRecord record = new(new ConsumeResult<byte[]?, byte[]?>
        {
            TopicPartitionOffset = new("readings.rejected", 0, offset),
            Message = new()
            {
                Value = Bytes(value),
                Headers = Added("readings", 2, offset, reason, value.Length),
                Timestamp = new(new DateTimeOffset(2026, 11, 24, 5, 5, 0, TimeSpan.Zero)),
            },
        });
        _view.Write(record);
        _summary.Add(record);
    }

    private string[] Lines() => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
