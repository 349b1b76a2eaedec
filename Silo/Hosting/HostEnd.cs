namespace FederatedOrleans.Silo.Hosting;

/// <summary>How the host ends: in its own way when it is told to, and in time whatever is away.</summary>
internal static partial class HostEnd
{
    /// <summary>Of an end that nobody told the host, where it does not even come to say so.</summary>
    private const int FailedExitCode = 1;

    /// <summary>How long hosted services get.</summary>
    private static readonly TimeSpan ServicesTimeout = TimeSpan.FromSeconds(7);

    /// <summary>A little more than that, and less than the 10 seconds that supervisors give.</summary>
    private static readonly TimeSpan Patience = ServicesTimeout + TimeSpan.FromSeconds(0.5);

    /// <summary>Limits the time that hosted services get for their end.</summary>
    public static void AddHostEnd(this WebApplicationBuilder builder) =>
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ServicesTimeout);

    /// <summary>
    /// Runs the host until it is told to end. That is an ordinary end even while the host still waits for the store or Kafka. Orleans tries for two minutes to
    /// tell a store that is away that it leaves; the others will notice without that, and nothing that this silo has not stored is needed.
    /// </summary>
    /// <param name="app">The host.</param>
    /// <param name="signal">Hears that it is told to end, also before it listens itself.</param>
    /// <exception cref="InvalidOperationException">The host ended although it was not told to: one of its services has failed.</exception>
    public static async Task RunToEndAsync(this WebApplication app, EndSignal signal)
    {
        // The host is disposed when it has run.
        var stopping = app.Lifetime.ApplicationStopping;
        var logger = app.Logger;
        TaskCompletionSource ended = new();
        using var beginning = CancellationTokenSource.CreateLinkedTokenSource(stopping, signal.Told);
        using var told = signal.Told.Register(app.Lifetime.StopApplication);
        // What is registered last runs first: a start that is cancelled may come back here before anything else has run.
        using var watched = beginning.Token.Register(() => EndInTime(ended.Task, signal, logger));
        try
        {
            await app.RunAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or OrleansLifecycleCanceledException && IsMeant(signal))
        {
            // The host has logged what it was doing.
        }
        catch (Exception exception) when (IsMeant(signal))
        {
            // Whatever a start that is broken off meets, it is not why this silo ends.
            LogBrokenOff(logger, exception);
        }
        finally
        {
            ended.SetResult();
        }

        if (!IsMeant(signal))
        {
            throw new InvalidOperationException("The host ended although nobody told it to: one of its services failed, as logged before.");
        }
    }

    /// <summary>Whether the host was told to end, or ends itself with an exit code that says why.</summary>
    private static bool IsMeant(EndSignal signal) => signal.Told.IsCancellationRequested || Environment.ExitCode != 0;

    /// <summary>On a thread of its own: those of the pool may all be waiting for the store.</summary>
    private static void EndInTime(Task ended, EndSignal signal, ILogger logger) => new Thread(() =>
    {
        if (ended.Wait(Patience))
        {
            return;
        }

        LogCutShort(logger, Patience);
        // The console's logger writes from a thread of its own, too.
        Thread.Sleep(TimeSpan.FromMilliseconds(200));
        Environment.Exit(IsMeant(signal) ? Environment.ExitCode : FailedExitCode);
    })
    { IsBackground = true, Name = "End in time" }.Start();

    [LoggerMessage(EventId = 333, Level = LogLevel.Warning, Message = "Something failed while the silo was told to end.")]
    private static partial void LogBrokenOff(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 331, Level = LogLevel.Warning, Message = "The end took longer than {Patience} and is cut short: the store or Kafka does not answer.")]
    private static partial void LogCutShort(ILogger logger, TimeSpan patience);
}
