using FederatedOrleans.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FederatedOrleans.Tests.Silo.Hosting;

/// <summary>A host that nobody told to end has failed, and whoever started it has to see that.</summary>
public sealed class HostEndTests
{
    [Fact]
    public async Task Run_ServiceThatFailsWhileItRuns_IsNoOrdinaryEnd()
    {
        using var signal = EndSignal.Listen();
        var app = Build(services => services.AddHostedService(
            provider => new Failing(() => WaitAsync(provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted))));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.RunToEndAsync(signal));

        Assert.Contains("nobody told it to", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StartThatFailsAfterAnotherServiceHasStoppedTheHost_ThrowsWhatTheStartThrew()
    {
        using var signal = EndSignal.Listen();
        var app = Build(services => services
            .AddHostedService(_ => new Failing(() => Task.CompletedTask))
            .AddHostedService(provider => new Refusing(provider.GetRequiredService<IHostApplicationLifetime>())));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => app.RunToEndAsync(signal));

        Assert.Equal("The store closed the connection.", exception.Message);
    }

    private static WebApplication Build(Action<IServiceCollection> services)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services(builder.Services);
        return builder.Build();
    }

    private static async Task WaitAsync(CancellationToken moment)
    {
        TaskCompletionSource come = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = moment.Register(come.SetResult);
        await come.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private sealed class Failing(Func<Task> before) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await before();
            throw new InvalidOperationException("A service fails.");
        }
    }

    private sealed class Refusing(IHostApplicationLifetime lifetime) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await WaitAsync(lifetime.ApplicationStopping);
            throw new TimeoutException("The store closed the connection.");
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
