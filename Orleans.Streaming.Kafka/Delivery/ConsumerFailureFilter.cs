namespace Orleans.Streaming.Kafka.Delivery;

/// <summary>On the consumer's silo: notes at which record a consumer threw.</summary>
internal sealed class ConsumerFailureFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (DeliveryCall.ContainerOf(context) is not { } container)
        {
            await context.Invoke();
            return;
        }

        try
        {
            await context.Invoke();
        }
        catch (Exception exception)
        {
            FailedOffset.Write(exception, container.Reached);
            throw;
        }
    }
}
