using System.Runtime.InteropServices;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>
/// Hears that this process is told to end (SIGTERM, Ctrl-C) from its first statement on. The host listens only once it starts, which is seconds later; until
/// then the runtime would end with exit code 143 or 130, as if something had failed.
/// </summary>
internal sealed class EndSignal : IDisposable
{
    // Not disposed: a signal may come while the process ends.
    private readonly CancellationTokenSource _told = new();
    private readonly PosixSignalRegistration[] _registrations;

    private EndSignal() => _registrations = [Listen(PosixSignal.SIGTERM), Listen(PosixSignal.SIGINT)];

    /// <summary>Cancelled when this process is told to end.</summary>
    public CancellationToken Told => _told.Token;

    /// <summary>Begins to listen.</summary>
    public static EndSignal Listen() => new();

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private PosixSignalRegistration Listen(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _told.Cancel();
    });
}
