using FederatedOrleans.Grains.Federations;

namespace FederatedOrleans.Tests.Grains.Federations;

[Trait("Category", "Unit")]
public sealed class LogIdentityTests
{
    private static readonly LogIdentity WithId = new("c/t", "2");
    private static readonly LogIdentity WithoutId = new("c/t", null);

    [Theory]
    [InlineData(null, null, "c/t")]
    [InlineData("c/t", null, "c/t")]
    [InlineData("c/t", "2", "c/t")]
    [InlineData("c/t", "1", "c/t/2")]
    [InlineData("c/t/2", "2", "c/t/2")]
    [InlineData("c/t/1", "1", "c/t/2")]
    [InlineData("c/t/1", null, "c/t/2")]
    [InlineData("b/t", "2", "c/t")]
    [InlineData("c/tt", "2", "c/t")]
    public void NameAfter_ATopicWithAnId_ChangesWithClusterAndId(string? known, string? knownTopicId, string name) =>
        Assert.Equal(name, WithId.NameAfter(known, knownTopicId));

    [Theory]
    [InlineData(null, null, "c/t")]
    [InlineData("c/t", "1", "c/t")]
    [InlineData("c/t/1", "1", "c/t/1")]
    [InlineData("b/t", "1", "c/t")]
    public void NameAfter_ATopicWithoutAnId_ChangesWithTheCluster(string? known, string? knownTopicId, string name) =>
        Assert.Equal(name, WithoutId.NameAfter(known, knownTopicId));
}
