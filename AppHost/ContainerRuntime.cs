using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace FederatedOrleans.AppHost;

/// <summary>Kafka, Redis, Prometheus and Grafana are containers: without a container runtime nothing of it can start.</summary>
internal static class ContainerRuntime
{
    /// <summary>What a person reads who has none.</summary>
    public const string WhatToDo =
        """
        No container runtime answers. Kafka, Redis, Prometheus and Grafana run in containers: install and start Docker or Podman, then try again.
        Without containers the whole system runs in one process, with its own Kafka and a simulated fleet:

            dotnet run --project Silo
        """;

    private static readonly string[] Known = ["docker", "podman"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Whether the configured runtime answers, or any known one where none is configured.</summary>
    public static async Task<bool> IsReadyAsync(IConfiguration configuration)
    {
        var configured = configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        foreach (var runtime in string.IsNullOrWhiteSpace(configured) ? Known : [configured])
        {
            if (await AnswersAsync(runtime))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> AnswersAsync(string runtime)
    {
        using Process process = new()
        {
            StartInfo = new(runtime, "info") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            // It is not installed.
            return false;
        }

        using CancellationTokenSource patience = new(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            await Task.WhenAll(output, errors);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            // It hangs, as it does while it starts.
            process.Kill(entireProcessTree: true);
            return false;
        }
    }
}
