using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace FederatedOrleans.EmbeddedKafka.Interop;

/// <summary>The entry points of librdkafka this library uses, named by what they do.</summary>
internal static partial class LibRdKafka
{
    private const string Library = "librdkafka";

    // The package ships several builds for Linux: with SASL (needs libsasl2), without it, and for musl. The first that loads is used,
    // which is also what Confluent.Kafka does, so a process has one copy.
    private static readonly string[] Builds = [Library, "centos8-librdkafka", "alpine-librdkafka"];

    static LibRdKafka() => NativeLibrary.SetDllImportResolver(typeof(LibRdKafka).Assembly, Resolve);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint NewConfiguration();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int SetConfiguration(nint conf, string name, string value, byte* errorText, nuint errorTextBytes);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void DestroyConfiguration(nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    public static unsafe partial nint NewClient(int type, nint conf, byte* errorText, nuint errorTextBytes);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    public static partial void DestroyClient(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    public static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    public static partial void DestroyCluster(nint cluster);

    /// <summary>The returned text belongs to the cluster.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    public static partial nint BootstrapServers(MockClusterHandle cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode CreateTopic(MockClusterHandle cluster, string topic, int partitions, int replicationFactor);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_partition_set_leader", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode SetPartitionLeader(MockClusterHandle cluster, string topic, int partition, int brokerId);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    public static partial ErrorCode SetBrokerDown(MockClusterHandle cluster, int brokerId);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    public static partial ErrorCode SetBrokerUp(MockClusterHandle cluster, int brokerId);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_rtt")]
    public static partial ErrorCode SetRoundTripTime(MockClusterHandle cluster, int brokerId, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    public static partial void PushRequestErrors(MockClusterHandle cluster, short apiKey, nuint count, ErrorCode[] errors);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_clear_request_errors")]
    public static partial void ClearRequestErrors(MockClusterHandle cluster, short apiKey);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    public static partial void SetGroupInitialRebalanceDelay(MockClusterHandle cluster, int milliseconds);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
        {
            return 0;
        }

        foreach (string build in Builds)
        {
            if (NativeLibrary.TryLoad(build, assembly, searchPath, out nint library))
            {
                return library;
            }
        }

        throw new EmbeddedKafkaException(
            $"None of the native libraries {string.Join(", ", Builds)} could be loaded for {RuntimeInformation.RuntimeIdentifier}; " +
            "they come with the package librdkafka.redist.");
    }
}
