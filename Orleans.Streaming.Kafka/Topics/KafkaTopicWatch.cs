using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka.Topics;

/// <summary>Looks at a provider's topics again and again, and tells what has changed.</summary>
internal sealed partial class KafkaTopicWatch : IAsyncDisposable
{
    private readonly KafkaTopicDirectory _directory;
    private readonly Func<List<KafkaTopicChange>, Task> _onChange;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    /// <summary>Begins to look.</summary>
    /// <param name="directory">The topics.</param>
    /// <param name="interval">How often.</param>
    /// <param name="onChange">Told of changes; when it fails, those that it leaves in the list are told again with the next look.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Where failures go.</param>
    public KafkaTopicWatch(
        KafkaTopicDirectory directory, TimeSpan interval, Func<List<KafkaTopicChange>, Task> onChange, TimeProvider clock, ILogger logger)
    {
        _directory = directory;
        _onChange = onChange;
        _logger = logger;
        _watching = WatchAsync(new PeriodicTimer(interval, clock));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(PeriodicTimer timer)
    {
        using var ticks = timer;
        List<KafkaTopicChange> open = [];
        try
        {
            while (await ticks.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                open.AddRange(await _directory.RefreshAsync(_stop.Token).ConfigureAwait(false));
                if (open.Count > 0 && await TryTellAsync(open).ConfigureAwait(false))
                {
                    open.Clear();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The provider stops.
        }
    }

    private async Task<bool> TryTellAsync(List<KafkaTopicChange> changes)
    {
        try
        {
            await _onChange(changes).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            LogNotHandled(exception);
            return false;
        }
    }

    [LoggerMessage(EventId = 136, Level = LogLevel.Error, Message = "A change of the topics could not be followed. Trying again.")]
    private partial void LogNotHandled(Exception exception);
}
