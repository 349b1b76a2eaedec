using System.Runtime.InteropServices;

namespace FederatedOrleans.EmbeddedKafka.Interop;

/// <summary>Owns an <c>rd_kafka_mock_cluster_t</c> and keeps its client alive until the cluster is gone.</summary>
internal sealed class MockClusterHandle : SafeHandle
{
    private readonly ClientHandle _client;

    private MockClusterHandle(ClientHandle client, nint cluster)
        : base(0, ownsHandle: true)
    {
        _client = client;
        SetHandle(cluster);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Starts the brokers; takes ownership of the client, whether it succeeds or not.</summary>
    public static MockClusterHandle Create(ClientHandle client, int brokers)
    {
        bool referenced = false;
        client.DangerousAddRef(ref referenced);
        nint cluster = LibRdKafka.NewCluster(client.DangerousGetHandle(), brokers);
        client.Dispose();
        if (cluster == 0)
        {
            client.DangerousRelease();
            throw new EmbeddedKafkaException($"librdkafka could not start {brokers} broker(s) on free ports of the loopback interface.");
        }

        return new MockClusterHandle(client, cluster);
    }

    protected override bool ReleaseHandle()
    {
        LibRdKafka.DestroyCluster(handle);
        _client.DangerousRelease();
        return true;
    }
}
