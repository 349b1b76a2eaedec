using Orleans.Streaming.Kafka.Streams;

namespace Orleans.Streaming.Kafka.Delivery;

/// <summary>
/// On the agent's silo: keeps the memory of a batch while it is delivered, and lets the policy look at failures before Orleans does. Orleans
/// repeats the delivery of the same container, which then holds what is left of it.
/// </summary>
internal sealed class DeliveryFilter : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) =>
        DeliveryCall.ContainerOf(context) is { Progress: { } progress } container
            ? DeliverAsync(context, container, progress)
            : context.Invoke();

    private static async Task DeliverAsync(IOutgoingGrainCallContext context, KafkaBatchContainer container, DeliveryProgress progress)
    {
        var batch = container.Batch;
        var buffer = batch.Buffer;
        buffer.AddHolders(1);
        container.IsOwed = true;
        try
        {
            while (true)
            {
                try
                {
                    await context.Invoke();
                    break;
                }
                catch (Exception exception)
                {
                    buffer.MarkMayBeRead();
                    if (!await progress.Policy.HandleAsync(container, progress, exception))
                    {
                        throw;
                    }
                }
            }

            container.IsRefused = context.Result is not null;
            if (context.Result is null)
            {
                container.IsOwed = false;
                progress.Succeed();
                progress.Policy.CountDelivery(batch);
            }
        }
        finally
        {
            buffer.Release();
        }
    }
}
