using Microsoft.Extensions.Logging;

namespace FederatedOrleans.Grains.Tiers;

/// <summary>Says when no silo hosts a tier, again every minute, and when one does again. What the tier reads waits in Kafka meanwhile.</summary>
internal sealed partial class RoleWatch(SiloRoles roles, TimeProvider clock, ILogger<RoleWatch> logger)
{
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(1);
    private SiloRole _missing;
    private long _saidAt;

    /// <summary>Looks at the cluster.</summary>
    public void Look()
    {
        var missing = roles.Missing;
        if (missing != _missing || (missing != SiloRole.None && clock.GetElapsedTime(_saidAt) >= Reminder))
        {
            Say(missing);
            (_missing, _saidAt) = (missing, clock.GetTimestamp());
        }
    }

    private void Say(SiloRole missing)
    {
        if (missing == SiloRole.None)
        {
            LogComplete();
        }
        else
        {
            LogMissing(missing);
        }
    }

    [LoggerMessage(EventId = 272, Level = LogLevel.Warning, Message = "No silo hosts the tier {Missing}. What it reads waits in Kafka until one does.")]
    private partial void LogMissing(SiloRole missing);

    [LoggerMessage(EventId = 273, Level = LogLevel.Information, Message = "All tiers have silos again.")]
    private partial void LogComplete();
}
