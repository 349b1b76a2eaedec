using System.Text.Json;
using FederatedOrleans.Edge.Watch;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Tests.Edge.Watch;

[Trait("Category", "Unit")]
public sealed class ModelFollowerTests
{
    [Fact]
    public void Accept_VersionsOutOfOrder_KeepsTheNewest()
    {
        ModelFollower follower = new("default");

        Assert.Equal(
            [true, false, false, true], new long[] { 3, 3, 2, 7 }.Select(version => follower.Accept(Bytes(Model(version)))));
        Assert.Equal(7, follower.Newest?.Version);
    }

    [Fact]
    public void Accept_OtherFederationOrNoModel_IsPassedOver()
    {
        ModelFollower follower = new("default");

        Assert.False(follower.Accept(null));
        Assert.False(follower.Accept([]));
        Assert.False(follower.Accept("{"u8.ToArray()));
        Assert.False(follower.Accept("null"u8.ToArray()));
        Assert.False(follower.Accept(Bytes(Model(1) with { Federation = "other" })));
        Assert.Null(follower.Newest);
    }

    [Fact]
    public void Render_Model_IsTheTableAndOneStatusLine()
    {
        var lines = ModelView.Render(Model(3)).Split('\n');

        Assert.Equal(6, lines.Length);
        Assert.Equal("|    14.75    |", lines[3]);
        Assert.Equal(
            "version 3 | window 1970-01-01T00:00:05Z to 1970-01-01T00:00:10Z | running mean 13.25 | 12 samples | "
            + "participants default/0, default/1",
            lines[5]);
    }

    [Fact]
    public void Render_ModelWithoutGlobalWeight_IsTheStatusLine() =>
        Assert.StartsWith(
            "version 3 | ", ModelView.Render(Model(3) with { GlobalWeight = null, RunningMean = null }), StringComparison.Ordinal);

    internal static GlobalModelMessage Model(long version) => new()
    {
        Federation = "default",
        Version = version,
        Window = WindowSpan.FromUnixMilliseconds(5_000, 10_000),
        Model = "seed-weight",
        Strategy = "mean",
        Weights = [14.75],
        GlobalWeight = 14.75,
        RunningMean = 13.25,
        Samples = 12,
        Participants = ["default/0", "default/1"],
        Hash = new('0', 64),
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    internal static byte[] Bytes(GlobalModelMessage model) =>
        JsonSerializer.SerializeToUtf8Bytes(model, TopicJson.Default.GlobalModelMessage);
}
