using FederatedOrleans.Sensors.Simulation;
using FederatedOrleans.Silo.Simulation;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>The built-in simulator: on with the embedded broker, off with a real Kafka, unless <c>Simulation:Enabled</c> says otherwise.</summary>
internal static class SimulatorHosting
{
    /// <summary>Adds the simulator where it is wanted.</summary>
    public static void AddSimulator(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Simulation");
        if (!section.GetValue("Enabled", KafkaHosting.IsEmbedded(builder.Configuration)))
        {
            return;
        }

        if (SiloRoleHosting.SidesOf(builder.Configuration).SensorsProvider is null)
        {
            throw new OrleansConfigurationException("Simulation:Enabled is 'true'; allowed: 'false' on a silo with the role cloud, which does not reach the sensors' Kafka.");
        }

        builder.Services.AddSingleton<IValidateOptions<SimulationOptions>, SimulationOptionsValidator>();
        builder.Services.AddOptions<SimulationOptions>()
            .Configure(options =>
            {
                options.NullShare = 0.02;
                options.MissingShare = 0.02;
                options.MalformedShare = 0.01;
            })
            .Bind(section)
            .ValidateOnStart();
        builder.Services.AddHostedService<SimulatorService>();
    }
}
