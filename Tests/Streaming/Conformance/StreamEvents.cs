using Orleans.Streaming.Diagnostics;

namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>What Orleans says of one stream.</summary>
internal sealed class StreamEvents : IObserver<StreamingEvents.StreamingEvent>, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource _inactive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StreamId _stream;
    private readonly IDisposable _subscription;

    public StreamEvents(StreamId stream)
    {
        _stream = stream;
        _subscription = StreamingEvents.AllEvents.Subscribe(this);
    }

    /// <summary>Waits until an agent has forgotten the stream because nothing came.</summary>
    public Task WaitForInactivityAsync() => _inactive.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    public void OnNext(StreamingEvents.StreamingEvent value)
    {
        if (value is StreamingEvents.StreamInactive inactive && inactive.StreamId == _stream)
        {
            _inactive.TrySetResult();
        }
    }

    public void OnError(Exception error) => _inactive.TrySetException(error);

    public void OnCompleted()
    {
        // The deadline tells that it never came.
    }

    public void Dispose() => _subscription.Dispose();
}
