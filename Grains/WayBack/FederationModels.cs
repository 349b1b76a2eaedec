using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using Microsoft.Extensions.Logging;

namespace FederatedOrleans.Grains.WayBack;

/// <summary>
/// What the fog nodes of one silo know of one federation's global models: the newest few, and through when all rounds are closed. One call per silo asks
/// for news, once a second, and at a quicker pace while a node waits.
/// </summary>
internal sealed partial class FederationModels : IDisposable
{
    /// <summary>How many of the newest versions are at hand.</summary>
    public const int MaxRecent = 8;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuickPace = TimeSpan.FromMilliseconds(50);

    private readonly string _federation;
    private readonly ILocalModel _model;
    private readonly double? _quantile;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly VersionIndex _index;
    private readonly CancellationToken _stop;
    private readonly Lock _lock = new();
    private List<GlobalModelMessage> _recent = [];
    private long _closedThrough = long.MinValue;
    private bool _isKnown;
    private TaskCompletionSource _news = NewSignal();
    private TaskCompletionSource _wanted = NewSignal();

    /// <summary>Begins to follow a federation.</summary>
    /// <param name="federation">Its name.</param>
    /// <param name="model">Its local model.</param>
    /// <param name="quantile">The quantile of the scorers; null when nobody scores with global models.</param>
    /// <param name="logs">The topics.</param>
    /// <param name="grains">The grains.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">The log.</param>
    /// <param name="stop">Ends the following.</param>
    public FederationModels(
        string federation,
        ILocalModel model,
        double? quantile,
        FederationLogs logs,
        IGrainFactory grains,
        TimeProvider clock,
        ILogger logger,
        CancellationToken stop)
    {
        (_federation, _model, _quantile, _grains, _clock, _logger, _stop) = (federation, model, quantile, grains, clock, logger, stop);
        _index = new(logs, federation, logs.OptionsOf(federation));
        Following = Task.Run(() => FollowAsync(stop), CancellationToken.None);
    }

    /// <summary>Ends when the following was ended.</summary>
    public Task Following { get; }

    /// <summary>The newest version, or null before the first is known. It never goes back.</summary>
    public ServedModel? Newest { get; private set; }

    /// <summary>Finds the base of a window.</summary>
    /// <param name="waiting">What the window waits for.</param>
    /// <param name="patience">How long to wait for it at most.</param>
    /// <returns>The base; null when it is not known yet.</returns>
    public async Task<BaseModel?> FindBaseAsync(WaitingWindow waiting, TimeSpan patience)
    {
        if (waiting.Version is { } version)
        {
            return version == 0 ? BaseModel.None
                : ToBase(await _index.FindVersionAsync(version, _stop))
                    ?? throw new KeyNotFoundException($"Version {version} of {_federation} was trained on and is not in the rounds log.");
        }

        if (!await WaitForAsync(waiting.Through, patience))
        {
            return null;
        }

        List<GlobalModelMessage> recent;
        lock (_lock)
        {
            recent = _recent;
        }

        return waiting.Through is null && recent is [.., var newest] ? ToBase(newest.Version, newest.Model, newest.Weights)
            : recent.FindLast(model => model.Window.End.ToUnixTimeMilliseconds() <= waiting.Through) is { } found ? ToBase(found.Version, found.Model, found.Weights)
            : recent is [] or [{ Version: 1 }, ..] ? BaseModel.None
            : ToBase(await _index.FindThroughAsync(waiting.Through ?? long.MaxValue, _stop)) ?? BaseModel.None;
    }

    /// <inheritdoc />
    public void Dispose() => _index.Dispose();

    private BaseModel? ToBase(RoundEntry? round) => round is null ? null : ToBase(round.Version, round.Model, round.Weights);

    /// <summary>A version of a model of another kind or size, from before the configuration changed, is no base: training begins anew.</summary>
    private BaseModel ToBase(long version, string model, IReadOnlyList<double> weights) =>
        model == _model.Name && weights.Count == _model.WeightCount ? new(version, [.. weights]) : BaseModel.None;

    private async Task<bool> WaitForAsync(long? through, TimeSpan patience)
    {
        var began = _clock.GetTimestamp();
        while (true)
        {
            Task news;
            lock (_lock)
            {
                if (_isKnown && (through is null || _closedThrough >= through))
                {
                    return true;
                }

                news = _news.Task;
                _wanted.TrySetResult();
            }

            var left = patience - _clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                await news.WaitAsync(left, _clock, _stop);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await AskAsync(cancellationToken);
                await Task.Delay(QuickPace, _clock, cancellationToken);
                await Task.WhenAny(_wanted.Task, Task.Delay(Pace - QuickPace, _clock, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _wanted, NewSignal());
        try
        {
            var news = await _grains.GetGrain<IGlobalAggregatorGrain>(_federation).GetNews(_recent is [.., var last] ? last.Version : 0, MaxRecent, cancellationToken);
            Take(news);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The aggregator may be on its way to another silo; what failed may be anything between here and Kafka.
            LogNoNews(_federation, exception.Message);
        }
    }

    private void Take(FederationNews news)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            var last = _recent is [.., var newest] ? newest.Version : 0;
            var above = news.Models.Where(model => model.Version > last).ToList();
            if (above.Count > 0)
            {
                // After a gap only what came is without gaps.
                _recent = [.. (above[0].Version == last + 1 ? _recent.Concat(above) : above).TakeLast(MaxRecent)];
                Newest = new(above[^1].Version, _quantile is { } quantile && IsOfThisModel(above[^1]) ? _model.CreateScorer([.. above[^1].Weights], quantile) : null);
            }

            // Only together with the versions that belong to it does the time say what a base is.
            if (news.Version <= (_recent is [.., var known] ? known.Version : 0))
            {
                _isKnown = true;
                _closedThrough = Math.Max(_closedThrough, news.ClosedThrough ?? long.MinValue);
            }

            (signal, _news) = (_news, NewSignal());
        }

        signal.TrySetResult();
    }

    private bool IsOfThisModel(GlobalModelMessage model) => model.Model == _model.Name && model.Weights.Count == _model.WeightCount;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(EventId = 261, Level = LogLevel.Warning, Message = "The aggregator of {Federation} could not be asked for news: {Reason}. Trying again.")]
    private partial void LogNoNews(string federation, string reason);
}
