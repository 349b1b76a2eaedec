using System.Collections;
using System.Diagnostics;

namespace FederatedOrleans.Chaos.Processes;

/// <summary>Waits for conditions with a deadline.</summary>
public static class Polling
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks again and again until the answer satisfies.</summary>
    /// <param name="ask">Gives an answer; a failure counts as none.</param>
    /// <param name="satisfies">Whether the answer is the one waited for.</param>
    /// <param name="deadline">How long to wait at most.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">No such answer in time.</exception>
    public static async Task<T> UntilAsync<T>(
        Func<Task<T>> ask, Predicate<T> satisfies, TimeSpan deadline, string what, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        ArgumentNullException.ThrowIfNull(satisfies);
        var watch = Stopwatch.StartNew();
        object? last = null;
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                var answer = await ask();
                if (satisfies(answer))
                {
                    return answer;
                }

                last = answer;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                last = exception.Message;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
        while (watch.Elapsed < deadline);

        throw new TimeoutException($"{what}: not within {deadline}. Last: {(last is IEnumerable answers and not string ? string.Join(", ", answers.Cast<object?>()) : last)}");
    }
}
