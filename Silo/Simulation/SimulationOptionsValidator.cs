using FederatedOrleans.Sensors.Simulation;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Silo.Simulation;

/// <summary>Checks the section <c>Simulation</c> at start.</summary>
internal sealed class SimulationOptionsValidator : IValidateOptions<SimulationOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, SimulationOptions options) =>
        options.Validate() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors.Select(error => $"Simulation: {error}")) : ValidateOptionsResult.Success;
}
