using System.Runtime.InteropServices;

namespace FederatedOrleans.EmbeddedKafka.Interop;

/// <summary>Owns an <c>rd_kafka_t</c>. The mock cluster needs one for its threads, timers and log; it never connects anywhere.</summary>
internal sealed class ClientHandle : SafeHandle
{
    private const int Producer = 0;
    private const int ErrorTextBytes = 512;

    private ClientHandle(nint client)
        : base(0, ownsHandle: true) => SetHandle(client);

    public override bool IsInvalid => handle == 0;

    public static unsafe ClientHandle Create(IReadOnlyDictionary<string, string> configuration)
    {
        byte* errorText = stackalloc byte[ErrorTextBytes];
        nint conf = LibRdKafka.NewConfiguration();
        foreach ((string name, string value) in configuration)
        {
            if (LibRdKafka.SetConfiguration(conf, name, value, errorText, ErrorTextBytes) != 0)
            {
                LibRdKafka.DestroyConfiguration(conf);
                throw new EmbeddedKafkaException(
                    $"librdkafka refused the setting {name}={value}: {Marshal.PtrToStringUTF8((nint)errorText)}.");
            }
        }

        nint client = LibRdKafka.NewClient(Producer, conf, errorText, ErrorTextBytes);
        if (client == 0)
        {
            // A client that was created owns its configuration; one that was not leaves it to the caller.
            LibRdKafka.DestroyConfiguration(conf);
            throw new EmbeddedKafkaException($"librdkafka could not create a client: {Marshal.PtrToStringUTF8((nint)errorText)}.");
        }

        return new ClientHandle(client);
    }

    protected override bool ReleaseHandle()
    {
        LibRdKafka.DestroyClient(handle);
        return true;
    }
}
