using System.CommandLine;
using System.Globalization;
using FederatedOrleans.Sensors;
using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Edge.Progress;

/// <summary>Runs a command that sends readings: progress, warnings, the closing line and the exit code.</summary>
/// <param name="options">Where the readings go.</param>
/// <param name="configuration">Where the command writes.</param>
internal sealed class SendSession(SensorProducerOptions options, InvocationConfiguration configuration)
{
    /// <summary>Sends and tells how it went.</summary>
    /// <param name="send">Sends the readings until they end or the token is cancelled, then flushes.</param>
    /// <param name="fraction">How much is done, 0 to 1; null for work that only ends by being cancelled.</param>
    /// <param name="cancellationToken">Cancelled by Ctrl-C and SIGTERM.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        Func<SensorProducer, CancellationToken, Task> send, Func<SensorProducer, double>? fraction, CancellationToken cancellationToken)
    {
        using var tracing = SendTracing.Start();
        SensorProducer producer;
        try
        {
            producer = new SensorProducer(options, TimeProvider.System);
        }
        catch (ArgumentException exception)
        {
            configuration.Error.WriteLine(exception.Message);
            return ExitCode.BadArguments;
        }

        using (producer)
        {
            Func<double>? done = fraction is null ? null : () => fraction(producer);
            SendProgress progress = new(
                () => new SendState(producer.Counts, producer.AwaitsBroker, producer.LastError),
                "readings",
                options.BootstrapServers,
                done,
                configuration.Output,
                configuration.Error,
                TimeProvider.System);
            var work = send(producer, cancellationToken);
            await progress.FollowAsync(work);
            var complete = await IsCompleteAsync(work);
            return Summarise(producer, complete, cancelled: fraction is not null && cancellationToken.IsCancellationRequested);
        }
    }

    private async Task<bool> IsCompleteAsync(Task work)
    {
        try
        {
            await work;
            return true;
        }
        catch (SensorDataException exception)
        {
            configuration.Error.WriteLine(exception.Message);
            return false;
        }
    }

    private int Summarise(SensorProducer producer, bool complete, bool cancelled)
    {
        var counts = producer.Counts;
        if (counts.Failed > 0)
        {
            configuration.Error.WriteLine($"{options.BootstrapServers} refused readings: {producer.LastError}");
        }

        if (counts.Pending > 0)
        {
            configuration.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{counts.Pending} readings got no answer from {options.BootstrapServers} and may be missing: {producer.LastError}"));
        }

        var failed = counts.Failed + counts.Pending;
        configuration.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"sent {counts.Acknowledged} readings, {failed} failed"));
        return !complete || failed > 0 ? ExitCode.Failed : cancelled ? ExitCode.Cancelled : ExitCode.Success;
    }
}
