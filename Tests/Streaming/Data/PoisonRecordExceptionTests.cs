using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streaming.Kafka;

namespace FederatedOrleans.Tests.Streaming.Data;

[Trait("Category", "Unit")]
public sealed class PoisonRecordExceptionTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    public void Serialize_Exception_ComesBackWithItsOffset(long? offset)
    {
        PoisonRecordException exception = new("it is no reading", offset, new FormatException("cause"));

        var copy = Assert.IsType<PoisonRecordException>(Pass<Exception>(exception));

        Assert.Equal(offset, copy.Offset);
        Assert.Equal("it is no reading", copy.Message);
        Assert.Equal("cause", Assert.IsType<FormatException>(copy.InnerException).Message);
        Assert.Equal(offset, Pass(exception).Offset);
        Assert.Equal(offset, Assert.IsType<PoisonRecordException>(Pass<object>(exception)).Offset);
    }

    [Fact]
    public void Serialize_KafkaStreamException_ComesBack()
    {
        var copy = Assert.IsType<KafkaStreamException>(Pass<Exception>(new KafkaStreamException("topic t [3]", new IOException("cause"))));

        Assert.Equal("topic t [3]", copy.Message);
        Assert.Equal("cause", Assert.IsType<IOException>(copy.InnerException).Message);
    }

    private static T Pass<T>(T value)
    {
        var services = DataAdapters.Services;
        return services.GetRequiredService<Serializer>().Deserialize<T>(
            services.GetRequiredService<Serializer>().SerializeToArray(services.GetRequiredService<DeepCopier>().Copy(value)))!;
    }
}
