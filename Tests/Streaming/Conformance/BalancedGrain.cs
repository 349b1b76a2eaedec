using System.Globalization;
using FederatedOrleans.Tests.Streaming.Clusters;
using Orleans.Streams.Core;

namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>Writes the events of a partition to the page of its cluster, over all its activations.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class BalancedGrain(ProbeScope scope) : Grain, IGrainWithStringKey, IStreamSubscriptionObserver
{
    public const string Namespace = "balanced";

    public static string PageOf(string scope, int partition) => string.Create(CultureInfo.InvariantCulture, $"{scope}/{partition}");

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<int>().ResumeAsync(new PageObserver($"{scope.Name}/{this.GetPrimaryKeyString()}"));
}
