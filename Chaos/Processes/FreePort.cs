using System.Net;
using System.Net.Sockets;

namespace FederatedOrleans.Chaos.Processes;

/// <summary>Finds loopback ports for programs that take one as an argument.</summary>
public static class FreePort
{
    /// <summary>A port that nobody listens on now.</summary>
    public static int Get()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
