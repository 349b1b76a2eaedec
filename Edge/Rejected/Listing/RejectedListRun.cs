namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>One run of <c>rejected list</c>: reads topic after topic as far as it goes at the start.</summary>
internal sealed class RejectedListRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly RejectedListRequest _request;
    private readonly IRejectedView _view;
    private readonly RejectedLog _log;

    /// <summary>Creates a run.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="view">Shows the records.</param>
    /// <param name="time">Measures how long Kafka takes.</param>
    /// <exception cref="ArgumentException">A Kafka setting is not allowed.</exception>
    public RejectedListRun(RejectedListRequest request, IRejectedView view, TimeProvider time) =>
        (_request, _view, _log) = (request, view, new RejectedLog(request.ClientSettings, Patience, time));

    /// <summary>Shows the records and their counts; also what was read before a failure.</summary>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="RejectedTopicException">A topic does not exist or could not be read.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        List<PartitionRange> ranges = [.. FindTopics().SelectMany(_log.GetRanges)];
        if (_request.Limit is { } limit)
        {
            ranges = [.. new NewestRecords(_log, _request.Filter).Find(ranges, limit, cancellationToken)];
        }

        RejectedSummary summary = new();
        try
        {
            foreach (var record in ranges.SelectMany(range => _log.Read(range, cancellationToken)).Where(_request.Filter.Matches))
            {
                _view.Write(record);
                summary.Add(record);
            }
        }
        finally
        {
            _view.Complete(summary);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _log.Dispose();

    private IEnumerable<string> FindTopics() => _request.Topic is { } topic ? [RejectedTopicName.For(topic)] : _log.FindTopics();
}
