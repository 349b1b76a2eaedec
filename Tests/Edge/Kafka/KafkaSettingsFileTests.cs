using FederatedOrleans.Edge.Kafka;

namespace FederatedOrleans.Tests.Edge.Kafka;

[Trait("Category", "Unit")]
public sealed class KafkaSettingsFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_SettingsCommentsAndBlankLines_GivesTheSettingsInOrder()
    {
        File.WriteAllText(_path, "# who we are\n\n security.protocol = SASL_SSL \nsasl.password=a=b#c\r\n");

        Assert.Equal([new("security.protocol", "SASL_SSL"), new("sasl.password", "a=b#c")], KafkaSettingsFile.Read(_path));
    }

    [Fact]
    public void Read_ALineThatIsNoSetting_NamesItsNumberAndNothingOfIt()
    {
        File.WriteAllText(_path, "sasl.username=edge\nsasl.password s3cret\n");

        Assert.Equal("line 2 is not NAME=VALUE", Assert.Throws<FormatException>(() => KafkaSettingsFile.Read(_path)).Message);
    }
}
