using FederatedOrleans.Grains.Tiers;

namespace FederatedOrleans.Tests.Grains.Tiers;

[Trait("Category", "Unit")]
public sealed class RoleInNameTests
{
    [Theory]
    [InlineData(SiloRole.Fog)]
    [InlineData(SiloRole.Cloud)]
    [InlineData(SiloRole.Both)]
    public void Read_OfAWrittenName_IsTheRole(SiloRole role) => Assert.Equal(role, RoleInName.Read(RoleInName.Write(role, "Silo_1")));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("fog")]
    [InlineData("cloudy")]
    public void Read_OfAnotherName_IsBoth(string? name) => Assert.Equal(SiloRole.Both, RoleInName.Read(name));
}
