using Orleans.Streaming.Kafka.Streams;

namespace Orleans.Streaming.Kafka.Delivery;

/// <summary>Recognises the calls by which Orleans delivers a container: <c>IStreamConsumerExtension.DeliverBatch</c>, which is not public.</summary>
internal static class DeliveryCall
{
    private const string Method = "DeliverBatch";
    private const int ContainerArgument = 2;

    /// <summary>The container of a call, or null when it is another one.</summary>
    public static KafkaBatchContainer? ContainerOf(IGrainCallContext context) =>
        context.MethodName == Method && context.Request.GetArgumentCount() > ContainerArgument
            ? context.Request.GetArgument(ContainerArgument) as KafkaBatchContainer
            : null;
}
