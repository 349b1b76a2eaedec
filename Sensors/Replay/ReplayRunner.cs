using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Sensors.Replay;

/// <summary>
/// Sends a recording's readings at its speed.
/// </summary>
/// <param name="options">The speed, and whether partitions go by file.</param>
/// <param name="time">Gives the pace.</param>
public sealed class ReplayRunner(ReplayOptions options, TimeProvider time)
{
    /// <summary>
    /// Sends until the recording ends or the token is cancelled, then flushes. Cancellation is no error: the counts tell how far it came.
    /// </summary>
    /// <param name="recording">The readings.</param>
    /// <param name="producer">Takes them.</param>
    /// <param name="cancellationToken">Stops the replay.</param>
    /// <returns>What became of the readings.</returns>
    /// <exception cref="SensorDataException">A row is bad, or a reading cannot be sent at all. What was read before it is sent.</exception>
    public async Task<SendCounts> RunAsync(Recording recording, SensorProducer producer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(producer);
        try
        {
            await SendAsync(recording, producer, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping is no fault.
        }
        finally
        {
            await producer.FlushAsync();
        }

        return producer.Counts;
    }

    private async Task SendAsync(Recording recording, SensorProducer producer, CancellationToken cancellationToken)
    {
        int? partitions = options.PartitionByFile ? await producer.GetPartitionCountAsync(cancellationToken) : null;
        var pacer = new Pacer(time);
        var due = TimeSpan.Zero;
        long? previous = null;
        foreach (var reading in recording.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (options.Speed.Factor > 0)
            {
                // Time that goes back, as from one file to the next, costs none.
                due += TimeSpan.FromMilliseconds(Math.Max(0, reading.Timestamp - (previous ?? reading.Timestamp))) / options.Speed.Factor;
                previous = reading.Timestamp;
                await pacer.WaitAsync(due, cancellationToken);
            }

            await producer.SendAsync(reading.Key, reading.Value, reading.FileIndex % partitions, cancellationToken);
        }
    }
}
