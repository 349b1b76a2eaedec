using FederatedOrleans.Edge.Watch;

namespace FederatedOrleans.Tests.Edge.Watch;

[Trait("Category", "Unit")]
public sealed class GlobalWeightTableTests
{
    [Fact]
    public void Render_Weight_IsTheOriginalsTable() => Assert.Equal(
        """
        +-------------+
        |global_weight|
        +-------------+
        |    56.42    |
        +-------------+
        """.ReplaceLineEndings("\n"),
        GlobalWeightTable.Render(56.42));

    [Theory]
    [InlineData(14.75, "|    14.75    |")]
    [InlineData(13.25, "|    13.25    |")]
    [InlineData(0, "|    0.00     |")]
    [InlineData(-0.001, "|    0.00     |")]
    [InlineData(-14.75, "|   -14.75    |")]
    [InlineData(1234567890.25, "|1234567890.25|")]
    public void Render_Number_IsCentredWithTwoDecimals(double weight, string row) =>
        Assert.Equal(row, GlobalWeightTable.Render(weight).Split('\n')[3]);

    [Fact]
    public void Render_LongNumber_WidensTheTable() => Assert.Equal(
        """
        +-----------------+
        |  global_weight  |
        +-----------------+
        |-1234567890123.50|
        +-----------------+
        """.ReplaceLineEndings("\n"),
        GlobalWeightTable.Render(-1234567890123.5));
}
