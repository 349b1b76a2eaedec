using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Sensors.Simulation;

/// <summary>
/// Sends a simulated fleet's readings at its rate.
/// </summary>
/// <param name="options">The fleet, its rate and how many readings are sent.</param>
/// <param name="time">Gives event times and the pace.</param>
public sealed class SimulationRunner(SimulationOptions options, TimeProvider time)
{
    /// <summary>
    /// Sends until the count is reached or the token is cancelled, then flushes. Cancellation is no error: the counts tell how far it came.
    /// </summary>
    /// <param name="producer">Takes the readings.</param>
    /// <param name="cancellationToken">Stops the simulation.</param>
    /// <returns>What became of the readings.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="SensorDataException">A reading cannot be sent at all.</exception>
    public async Task<SendCounts> RunAsync(SensorProducer producer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(producer);
        using var simulator = new SensorSimulator(options, time);
        try
        {
            await SendAsync(simulator, producer, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping is how an endless simulation ends.
        }
        finally
        {
            await producer.FlushAsync();
        }

        return producer.Counts;
    }

    private async Task SendAsync(SensorSimulator simulator, SensorProducer producer, CancellationToken cancellationToken)
    {
        var pacer = new Pacer(time);
        var count = options.Count ?? long.MaxValue;
        for (var i = 0L; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (options.Rate > 0)
            {
                await pacer.WaitAsync(TimeSpan.FromSeconds(i / options.Rate), cancellationToken);
            }

            var reading = simulator.Next();
            await producer.SendAsync(reading.Key, reading.Value.ToArray(), partition: null, cancellationToken);
        }
    }
}
