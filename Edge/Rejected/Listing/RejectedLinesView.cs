namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>A line per record, its cells separated by tabs. The counts go to standard error, so that the output is data alone.</summary>
/// <param name="output">Gets the records.</param>
/// <param name="error">Gets the counts.</param>
internal sealed class RejectedLinesView(TextWriter output, TextWriter error) : IRejectedView
{
    /// <inheritdoc />
    public void Write(RejectedRecord record) => output.WriteLine(string.Join('\t', RejectedRow.Of(record)));

    /// <inheritdoc />
    public void Complete(RejectedSummary summary) => summary.WriteTo(error);
}
