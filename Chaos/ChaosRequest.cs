using System.Globalization;

namespace FederatedOrleans.Chaos;

/// <summary>What a chaos run is asked to do.</summary>
/// <param name="Seed">Chooses readings and faults: the same seed, the same log and schedule.</param>
/// <param name="Minutes">How long readings flow and faults happen, 0.5 to 60.</param>
/// <param name="Silos">How many silos, 1 to 9.</param>
/// <param name="Keep">Whether the logs stay although everything is green.</param>
internal sealed record ChaosRequest(int Seed, double Minutes, int Silos, bool Keep = false)
{
    /// <summary>Least and most minutes.</summary>
    public const double MinMinutes = 0.5, MaxMinutes = 60;

    /// <summary>Most silos.</summary>
    public const int MaxSilos = 9;

    /// <summary>How long readings flow and faults happen.</summary>
    public TimeSpan Duration => TimeSpan.FromMinutes(Minutes);

    /// <summary>The command that makes this run again.</summary>
    public string Command => string.Create(CultureInfo.InvariantCulture, $"dotnet run --project Chaos -- --seed {Seed} --minutes {Minutes} --silos {Silos}");
}
