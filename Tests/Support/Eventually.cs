namespace FederatedOrleans.Tests.Support;

/// <summary>Waits for conditions with a deadline, until the test run is stopped.</summary>
public static class Eventually
{
    /// <inheritdoc cref="Polling.UntilAsync" />
    public static Task<T> GetAsync<T>(Func<Task<T>> ask, Predicate<T> satisfies, TimeSpan deadline, string what) =>
        Polling.UntilAsync(ask, satisfies, deadline, what, TestContext.Current.CancellationToken);
}
