using FederatedOrleans.Sensors.Replay;

namespace FederatedOrleans.Tests.Sensors.Replay;

[Trait("Category", "Unit")]
public sealed class ReplayOptionsTests
{
    [Fact]
    public void Validate_NothingGiven_AsksForFilesAndFeatures() =>
        Assert.Equal(
            ["Files is empty; allowed: one CSV file or more.", "Features is empty; allowed: one feature=COLUMN or more."],
            new ReplayOptions().Validate());

    [Fact]
    public void Validate_EveryOptionWrong_NamesOptionAndValue()
    {
        ReplayOptions options = new()
        {
            Files = ["no-such-file.csv"],
            Delimiter = '"',
            TimeColumn = "",
            Features = [new("timestamp", "A"), new("a", "A"), new("a", "B")],
        };

        Assert.Equal(
            [
                "Files has 'no-such-file.csv', which does not exist; allowed: CSV files that can be read.",
                "Delimiter is U+0022; allowed: one ASCII character that is no quote or line break.",
                "TimeColumn is empty; allowed: the name of a column.",
                "Features has 'a' 2 times; allowed: each feature once.",
                "Features has 'timestamp=A'; allowed: feature=COLUMN, the feature not sensor_id or timestamp.",
            ],
            options.Validate());
    }
}
