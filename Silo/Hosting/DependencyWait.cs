using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Tiers;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Log;
using StackExchange.Redis;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>
/// Holds the start until the store and Kafka answer, for as long as it takes: what comes up in any order comes together by itself.
/// </summary>
internal sealed partial class DependencyWait(KafkaSides sides, IServiceProvider services, TimeProvider clock, ILogger<DependencyWait> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc />
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // A configuration that can never work is told at once, not when everything has come.
        foreach (var validator in services.GetServices<IConfigurationValidator>())
        {
            validator.ValidateConfiguration();
        }

        if (services.GetKeyedService<IConnectionMultiplexer>(OrleansHosting.RedisName) is { } redis)
        {
            await WaitAsync("The store", () => redis.GetDatabase().PingAsync(), cancellationToken);
        }

        foreach (var provider in sides.Providers.Where(provider => !services.GetRequiredKeyedService<KafkaEndpoint>(provider).IsEmbedded))
        {
            var log = services.GetRequiredKeyedService<KafkaLogReader>(provider);
            var name = provider == FederationsOptions.StreamProvider ? "Kafka" : $"Kafka ({provider})";
            await WaitAsync(name, () => log.GetClusterIdAsync(Patience, cancellationToken), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitAsync(string what, Func<Task> ask, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await ask().WaitAsync(cancellationToken);
                LogAnswers(what);
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                // No message of the exception: a store's may repeat what it was asked with.
                LogAbsent(what, exception.GetType().Name, pause);
            }
            catch (KafkaStreamException exception)
            {
                LogAbsent(what, exception.Message, pause);
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 311, Level = LogLevel.Information, Message = "{What} answers.")]
    private partial void LogAnswers(string what);

    [LoggerMessage(EventId = 312, Level = LogLevel.Warning, Message = "{What} does not answer ({Reason}). The start waits; asking again in {Pause}.")]
    private partial void LogAbsent(string what, string reason, TimeSpan pause);
}
