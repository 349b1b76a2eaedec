using System.Collections;
using FederatedOrleans.Edge.Kafka;

namespace FederatedOrleans.Tests.Edge.Kafka;

[Trait("Category", "Unit")]
public sealed class KafkaSourceTests
{
    private static readonly Hashtable One = new()
    {
        ["ConnectionStrings__kafka"] = "fog:1",
        ["Kafka__ClientSettings__sasl.username"] = "fog",
        ["KafkaCloud__ClientSettings__sasl.username"] = "cloud",
    };

    [Fact]
    public void Updates_WithOneKafka_AreThere()
    {
        var source = KafkaSource.Updates(One);

        Assert.Equal("fog:1", source.Bootstrap);
        Assert.Equal([new("sasl.username", "fog")], source.Settings);
    }

    [Fact]
    public void Updates_WithTwoKafkas_AreInTheirOwn()
    {
        var source = KafkaSource.Updates(new Hashtable(One) { ["ConnectionStrings__kafka-cloud"] = "cloud:1" });

        Assert.Equal("cloud:1", source.Bootstrap);
        Assert.Equal([new("sasl.username", "cloud")], source.Settings);
    }
}
