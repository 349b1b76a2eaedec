namespace FederatedOrleans.AppHost;

/// <summary>What the command line does as a resource.</summary>
internal static class EdgeExtensions
{
    /// <summary>Sends the readings of simulated sensors for as long as it runs, some of them faulty.</summary>
    /// <param name="edge">The command line.</param>
    /// <param name="sensors">How many sensors there are.</param>
    /// <param name="rate">Readings per second of all sensors together.</param>
    public static IResourceBuilder<ProjectResource> WithSimulatedSensors(
        this IResourceBuilder<ProjectResource> edge, IResourceBuilder<ParameterResource> sensors, IResourceBuilder<ParameterResource> rate) =>
        edge.WithArgs(
            "simulate", "--sensors", sensors, "--rate", rate, "--null-rate", "0.02", "--missing-rate", "0.02", "--malformed-rate", "0.01");
}
