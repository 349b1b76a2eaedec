using FederatedOrleans.Tests.Operations;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Processes;

/// <summary>Finds the silo that hosts the aggregator of the default federation.</summary>
internal static class RootHost
{
    /// <summary>The silo whose metrics tell of the aggregator's version.</summary>
    /// <param name="silos">The silos; all have to answer.</param>
    public static async Task<SiloProcess> FindAsync(IEnumerable<SiloProcess> silos) => (await Eventually.GetAsync(
        async () =>
        {
            var hosts = await Task.WhenAll(silos.Select(async silo => (Silo: silo, Scrape: await Scrape.GetAsync(silo.Http))));
            return hosts.Where(host => host.Scrape.Has("federation_version")).Select(host => host.Silo).ToList();
        },
        hosts => hosts.Count == 1,
        ProcessFleet.Deadline,
        "one silo hosts the root"))[0];
}
