using System.Globalization;
using Spectre.Console;

namespace FederatedOrleans.Edge.Progress;

/// <summary>
/// Shows how sending goes on: a progress bar for a person at a terminal, a line now and then in a file or a pipe.
/// </summary>
/// <param name="observe">Tells how far the sending is.</param>
/// <param name="what">What is sent, such as readings, for messages.</param>
/// <param name="brokers">The brokers' addresses, for messages.</param>
/// <param name="fraction">How much is done, 0 to 1; null for work without an end.</param>
/// <param name="output">Gets the lines.</param>
/// <param name="error">Gets the warnings.</param>
/// <param name="time">Gives the pace of refreshes.</param>
internal sealed class SendProgress(
    Func<SendState> observe, string what, string brokers, Func<double>? fraction, TextWriter output, TextWriter error, TimeProvider time)
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly SendWatch _watch = new(brokers, what);
    private readonly RateMeter _rate = new();
    private readonly Lock _errorLock = new();
    private readonly long _started = time.GetTimestamp();

    private TimeSpan Elapsed => time.GetElapsedTime(_started);

    private bool HasBar => output == Console.Out && !Console.IsOutputRedirected;

    /// <summary>Shows the progress until the work has ended, well or not.</summary>
    public Task FollowAsync(Task work) => HasBar ? FollowWithBarAsync(work) : FollowWithLinesAsync(work);

    /// <summary>Tells a person something without disturbing what is shown. To be called from any thread.</summary>
    public void Tell(string warning)
    {
        if (HasBar)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]{warning}[/]");
        }
        else
        {
            lock (_errorLock)
            {
                error.WriteLine(warning);
            }
        }
    }

    private async Task FollowWithBarAsync(Task work)
    {
        ProgressColumn[] columns = fraction is null
            ? [new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn()]
            : [new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn(), new RemainingTimeColumn()];
        await AnsiConsole.Progress().Columns(columns).StartAsync(async context =>
        {
            var bar = context.AddTask("starting", maxValue: 1);
            bar.IsIndeterminate = fraction is null;
            await TickAsync(work, BarInterval, () =>
            {
                bar.Description = Markup.Escape(Describe());
                bar.Value = fraction?.Invoke() ?? 0;
                Warn();
            });
            bar.Description = Markup.Escape(Describe());
            bar.Value = fraction?.Invoke() ?? 0;
            bar.StopTask();
        });
    }

    private Task FollowWithLinesAsync(Task work)
    {
        var nextLine = LineInterval;
        return TickAsync(work, WatchInterval, () =>
        {
            Warn();
            if (Elapsed >= nextLine)
            {
                nextLine += LineInterval;
                output.WriteLine(Describe() + DescribeRest());
            }
        });
    }

    private async Task TickAsync(Task work, TimeSpan interval, Action onTick)
    {
        using PeriodicTimer timer = new(interval, time);
        while (!work.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync().AsTask();
            if (await Task.WhenAny(work, tick) == tick)
            {
                onTick();
            }
        }
    }

    private void Warn()
    {
        foreach (var warning in _watch.Observe(observe(), Elapsed))
        {
            Tell(warning);
        }
    }

    private string Describe()
    {
        var counts = observe().Counts;
        var rate = _rate.Update(counts.Acknowledged, Elapsed);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Acknowledged} sent, {rate:0}/s, {counts.Pending} waiting, {counts.Failed} failed");
    }

    private string DescribeRest()
    {
        if (fraction?.Invoke() is not { } done)
        {
            return "";
        }

        var left = done is > 0 and < 1 ? Elapsed * ((1 - done) / done) : TimeSpan.Zero;
        return string.Create(CultureInfo.InvariantCulture, $", {100 * done:0}%, {left:d\\.hh\\:mm\\:ss} left");
    }
}
