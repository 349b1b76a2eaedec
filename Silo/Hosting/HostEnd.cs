namespace FederatedOrleans.Silo.Hosting;

/// <summary>How the host ends: in its own way when it is told to, and in time whatever is away.</summary>
internal static partial class HostEnd
{
    /// <summary>A little more than what hosted services get, and less than the 10 seconds that supervisors give.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8.5);

    /// <summary>
    /// Runs the host until it is told to end. That is an ordinary end even while the host still waits for the store or Kafka. Orleans tries for two minutes to
    /// tell a store that is away that it leaves; the others will notice without that, and nothing that this silo has not stored is needed.
    /// </summary>
    /// <param name="app">The host.</param>
    /// <param name="signal">Hears that it is told to end, also before it listens itself.</param>
    public static async Task RunToEndAsync(this WebApplication app, EndSignal signal)
    {
        // The host is disposed when it has run.
        var stopping = app.Lifetime.ApplicationStopping;
        var logger = app.Logger;
        using var stopped = stopping.Register(() => _ = EndInTimeAsync(logger));
        using var told = signal.Told.Register(app.Lifetime.StopApplication);
        // What is registered last runs first: a start that is cancelled may come back here before anything else has run.
        using var toldFirst = signal.Told.Register(() => _ = EndInTimeAsync(logger));
        try
        {
            await app.RunAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or OrleansLifecycleCanceledException && stopping.IsCancellationRequested)
        {
            // The host has logged what it was doing.
            return;
        }
        catch (Exception exception) when (stopping.IsCancellationRequested)
        {
            // Whatever a start that is broken off meets, it is not why this silo ends.
            LogBrokenOff(logger, exception);
        }
    }

    private static async Task EndInTimeAsync(ILogger logger)
    {
        await Task.Delay(Patience);
        LogCutShort(logger, Patience);
        // The console's logger writes from a thread of its own.
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        Environment.Exit(Environment.ExitCode);
    }

    [LoggerMessage(EventId = 333, Level = LogLevel.Warning, Message = "Something failed while the silo was told to end.")]
    private static partial void LogBrokenOff(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 331, Level = LogLevel.Warning, Message = "The end took longer than {Patience} and is cut short: the store or Kafka does not answer.")]
    private static partial void LogCutShort(ILogger logger, TimeSpan patience);
}
