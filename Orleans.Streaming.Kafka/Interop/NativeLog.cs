using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka.Interop;

/// <summary>A log for a client that has nothing else to be called for.</summary>
internal sealed unsafe class NativeLog(Action<int, string, string> write) : INativeLog
{
    public void Write(int level, string facility, string text) => write(level, facility, text);

    /// <summary>Leads the lines of a client to its opaque object, an <see cref="INativeLog"/>.</summary>
    /// <param name="configuration">The client's native configuration.</param>
    /// <param name="opaque">The object; it must live as long as the client.</param>
    public static void Attach(nint configuration, GCHandle opaque)
    {
        LibRdKafka.SetOpaque(configuration, GCHandle.ToIntPtr(opaque));
        LibRdKafka.SetLogCallback(configuration, &OnLog);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint client, int level, byte* facility, byte* text)
    {
        // The first messages of a client may come while it is being made.
        var opaque = client == 0 ? 0 : LibRdKafka.GetOpaque(client);
        if (opaque != 0 && GCHandle.FromIntPtr(opaque).Target is INativeLog log)
        {
            log.Write(level, Marshal.PtrToStringUTF8((nint)facility) ?? "", Marshal.PtrToStringUTF8((nint)text) ?? "");
        }
    }
}
