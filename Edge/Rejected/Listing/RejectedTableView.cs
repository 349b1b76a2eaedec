using System.Globalization;
using Spectre.Console;

namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>Tables for a terminal.</summary>
/// <param name="console">The terminal.</param>
internal sealed class RejectedTableView(IAnsiConsole console) : IRejectedView
{
    /// <summary>A table is drawn as a whole: after so many rows a new one begins, so that memory is bounded and rows come soon.</summary>
    internal const int RowsPerTable = 500;

    private static readonly HashSet<string> Numbers = ["attempts", "size"];
    private static readonly HashSet<string> Unbroken = ["time", .. Numbers];
    private Table? _table;

    /// <inheritdoc />
    public void Write(RejectedRecord record)
    {
        _table ??= CreateTable();
        _table.AddRow(RejectedRow.Of(record).Select(cell => new Text(cell)));
        if (_table.Rows.Count == RowsPerTable)
        {
            Flush();
        }
    }

    /// <inheritdoc />
    public void Complete(RejectedSummary summary)
    {
        Flush();
        if (summary.Total > 0)
        {
            var counts = new Table().Border(TableBorder.Rounded)
                .AddColumns(new TableColumn("topic"), new TableColumn("reason"), new TableColumn("records").RightAligned());
            foreach (var (topic, reason, count) in summary.Counts)
            {
                counts.AddRow(new Text(topic), new Text(reason), new Text(count.ToString(CultureInfo.InvariantCulture)));
            }

            console.Write(counts);
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Total} rejected records"));
    }

    private static Table CreateTable()
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var name in RejectedRow.Columns)
        {
            TableColumn column = new(name) { NoWrap = Unbroken.Contains(name) };
            table.AddColumn(Numbers.Contains(name) ? column.RightAligned() : column);
        }

        return table;
    }

    private void Flush()
    {
        if (_table is not null)
        {
            console.Write(_table);
            _table = null;
        }
    }
}
