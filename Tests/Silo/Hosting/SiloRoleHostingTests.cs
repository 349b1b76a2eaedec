using FederatedOrleans.Grains.Tiers;
using FederatedOrleans.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace FederatedOrleans.Tests.Silo.Hosting;

[Trait("Category", "Unit")]
public sealed class SiloRoleHostingTests
{
    private const string Kafka = "ConnectionStrings:kafka";
    private const string CloudKafka = "ConnectionStrings:kafka-cloud";

    [Fact]
    public void SidesOf_NothingConfigured_IsOneKafkaForBoth() => Assert.Equal(new(IsDivided: false, SiloRole.Both), SidesOf());

    [Fact]
    public void SidesOf_OneKafka_HasOneProvider() => Assert.Equal(["kafka"], SidesOf((Kafka, "a:1")).Providers);

    [Theory]
    [InlineData(null, SiloRole.Both, "kafka kafka-cloud")]
    [InlineData("", SiloRole.Both, "kafka kafka-cloud")]
    [InlineData("fog", SiloRole.Fog, "kafka kafka-cloud")]
    [InlineData("Cloud", SiloRole.Cloud, "kafka-cloud")]
    public void SidesOf_TwoKafkas_HasTheProvidersOfTheRole(string? name, SiloRole role, string providers)
    {
        var sides = SidesOf((Kafka, "a:1"), (CloudKafka, "a:1"), ("Silo:Role", name));

        Assert.Equal(new(IsDivided: true, role), sides);
        Assert.Equal(providers.Split(' '), sides.Providers);
        Assert.Equal("kafka-cloud", sides.UpdatesProvider);
    }

    [Fact]
    public void SidesOf_CloudAlone_NeedsNoKafkaOfTheSensors() =>
        Assert.Equal(["kafka-cloud"], SidesOf(("KafkaCloud:BootstrapServers", "a:1"), ("Silo:Role", "cloud")).Providers);

    [Theory]
    [InlineData("edge", "Silo:Role is 'edge'; allowed: fog, cloud, or nothing for both.")]
    [InlineData("cloud", "ConnectionStrings:kafka-cloud (or KafkaCloud:BootstrapServers)")]
    [InlineData("fog", "ConnectionStrings:kafka-cloud (or KafkaCloud:BootstrapServers)")]
    public void SidesOf_RoleOverOneKafka_SaysWhatIsMissing(string role, string message) => Assert.Contains(
        message, Assert.Throws<OrleansConfigurationException>(() => SidesOf((Kafka, "a:1"), ("Silo:Role", role))).Message, StringComparison.Ordinal);

    [Fact]
    public void SidesOf_FogWithoutTheKafkaOfTheSensors_SaysWhatIsMissing() => Assert.Contains(
        "ConnectionStrings:kafka (or Kafka:BootstrapServers)",
        Assert.Throws<OrleansConfigurationException>(() => SidesOf((CloudKafka, "a:1"), ("Silo:Role", "fog"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void SidesOf_CloudWithAStreamProviderForSensors_SaysSo() => Assert.Contains(
        "Orleans:Streaming:kafka;",
        Assert.Throws<OrleansConfigurationException>(
            () => SidesOf((CloudKafka, "a:1"), ("Silo:Role", "cloud"), ("Orleans:Streaming:kafka:ProviderType", "Kafka"))).Message,
        StringComparison.Ordinal);

    private static KafkaSides SidesOf(params (string Key, string? Value)[] settings) => SiloRoleHosting.SidesOf(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value)).Build());
}
