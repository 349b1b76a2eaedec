using FederatedOrleans.Tests.Streaming.Clusters;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace FederatedOrleans.Tests.Streaming.Hosting;

/// <summary>A consumer as a newcomer writes it: everything of a topic, one grain per partition.</summary>
[ImplicitStreamSubscription(StreamHost.Topic)]
public sealed class ReadingGrain(Inbox inbox) : Grain, IGrainWithStringKey, IStreamSubscriptionObserver
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Reading>().ResumeAsync((reading, _) =>
    {
        inbox.Add(handleFactory.ProviderName, this.GetPrimaryKeyString(), reading);
        return Task.CompletedTask;
    });
}
