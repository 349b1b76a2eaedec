using System.Text.Encodings.Web;
using System.Text.Json;

namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>A JSON object per record and line, with everything that the record holds. The counts go to standard error.</summary>
/// <param name="output">Gets the records.</param>
/// <param name="error">Gets the counts.</param>
internal sealed class RejectedJsonView(TextWriter output, TextWriter error) : IRejectedView
{
    // Text stays readable for people; quotes and control characters are escaped all the same.
    private static readonly RejectedJsonContext Json =
        new(new JsonSerializerOptions(RejectedJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <inheritdoc />
    public void Write(RejectedRecord record) => output.WriteLine(JsonSerializer.Serialize(RejectedJson.Of(record), Json.RejectedJson));

    /// <inheritdoc />
    public void Complete(RejectedSummary summary) => summary.WriteTo(error);
}
