using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka.Interop;

namespace FederatedOrleans.EmbeddedKafka;

/// <summary>
/// A Kafka cluster inside this process: the mock cluster of librdkafka, which speaks the Kafka protocol on free ports of the loopback
/// interface, so clients of this and of other processes can connect. It starts in about 0.1 s, holds everything in memory and is gone
/// when it is disposed. All members may be called from any thread.
/// </summary>
/// <remarks>
/// <para>
/// <b>Retention.</b> Each partition keeps its newest 5 MiB (as sent, after compression) and at most 100,000 producer batches. What is
/// older is dropped silently: the partition's first offset moves up and a slow consumer is reset by its <c>auto.offset.reset</c>.
/// These limits are fixed inside librdkafka.
/// </para>
/// <para>
/// <b>Topics.</b> A topic that is not created here is created by the first client that asks for its metadata and allows it, with 4
/// partitions and min(3, brokers) replicas. Producers always allow it; consumers only with <c>allow.auto.create.topics=true</c>; asking
/// for the metadata of a named topic through a producer or an administration client creates it too. The cluster has no switch against
/// it, so create topics here before a client starts. Topics cannot be created, altered or deleted through the protocol.
/// </para>
/// <para>
/// <b>Consumer groups.</b> The first member of a new group is assigned at once. Every later change of its members waits for up to the
/// session timeout minus one second, even when the last member has left: keep <c>session.timeout.ms</c> small, or assign partitions by
/// hand and use the group for its offsets alone. Listing consumer groups crashes the calling client.
/// </para>
/// <para>
/// <b>What it is not.</b> There is no replication (a record lives in its partition, whichever broker leads it), no SASL or TLS, no
/// lookup of offsets by time, and <c>read_committed</c> isolation is not enforced. There is no controller: a request that needs one,
/// such as describing the cluster, times out in the client. A partition whose leader is down has no leader until
/// <see cref="SetPartitionLeader"/> or <see cref="SetBrokerUp"/>. The cluster id comes from a memory address: it differs between
/// clusters that run side by side, but a later one may have the id of one that is gone.
/// An empty fetch is not woken by new records: set the consumer's <c>fetch.wait.max.ms</c> to a few milliseconds.
/// </para>
/// </remarks>
public sealed class EmbeddedKafkaCluster : IDisposable
{
    /// <summary>In place of a broker id: every broker of the cluster.</summary>
    public const int AllBrokers = -1;

    private readonly MockClusterHandle _cluster;
    private readonly ConcurrentDictionary<string, int> _partitionsByTopic = new(StringComparer.Ordinal);

    private EmbeddedKafkaCluster(MockClusterHandle cluster, int brokers)
    {
        _cluster = cluster;
        Brokers = brokers;
        BootstrapServers = Marshal.PtrToStringUTF8(LibRdKafka.BootstrapServers(cluster))!;
    }

    /// <summary>The brokers' addresses as <c>host:port</c>, separated by commas, for a client's <c>bootstrap.servers</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>Number of brokers; their ids are 1 to this number.</summary>
    public int Brokers { get; }

    /// <summary>Starts a cluster; its brokers accept connections when this returns.</summary>
    /// <param name="options">How to start it; null for one broker.</param>
    /// <returns>The running cluster.</returns>
    /// <exception cref="EmbeddedKafkaException">An option is out of range, or the native library is missing or refused.</exception>
    public static EmbeddedKafkaCluster Start(EmbeddedKafkaOptions? options = null)
    {
        options ??= new EmbeddedKafkaOptions();
        options.Validate();

        // log_level 3 (error) silences the notice that this client has no bootstrap servers: it needs none.
        ClientHandle client = ClientHandle.Create(new Dictionary<string, string> { ["client.id"] = "embedded-kafka", ["log_level"] = "3" });
        MockClusterHandle cluster = MockClusterHandle.Create(client, options.Brokers);
        LibRdKafka.SetGroupInitialRebalanceDelay(cluster, WholeMilliseconds(options.GroupInitialRebalanceDelay));
        return new EmbeddedKafkaCluster(cluster, options.Brokers);
    }

    /// <summary>Creates a topic. With one replica, partition p is led by broker 1 + p modulo the number of brokers.</summary>
    /// <param name="name">A legal topic name, see <see cref="EmbeddedKafkaLimits.IsTopicName"/>.</param>
    /// <param name="partitions">From 1 to <see cref="EmbeddedKafkaLimits.MaxPartitions"/>.</param>
    /// <param name="replicationFactor">From 1 to the number of brokers; a random replica of each partition leads it.</param>
    /// <exception cref="EmbeddedKafkaException">
    /// An argument is not allowed, the cluster is disposed, or the topic exists (code <see cref="ErrorCode.TopicAlreadyExists"/>).
    /// </exception>
    public void CreateTopic(string name, int partitions, int replicationFactor = 1)
    {
        Require.TopicName(nameof(CreateTopic), nameof(name), name);
        Require.InRange(nameof(CreateTopic), nameof(partitions), partitions, 1, EmbeddedKafkaLimits.MaxPartitions);
        Require.InRange(nameof(CreateTopic), nameof(replicationFactor), replicationFactor, 1, Brokers);
        Call($"{nameof(CreateTopic)}('{name}')", cluster => LibRdKafka.CreateTopic(cluster, name, partitions, replicationFactor));
        _partitionsByTopic[name] = partitions;
    }

    /// <summary>Whether <see cref="CreateTopic"/> created the topic; topics created by clients are not known here.</summary>
    /// <param name="name">The topic's name.</param>
    /// <returns>True when it was created through this object.</returns>
    public bool HasTopic(string name) => _partitionsByTopic.ContainsKey(name);

    /// <summary>
    /// Closes the broker's connections and its port until <see cref="SetBrokerUp"/>. Its records and its leaderships stay; a broker that
    /// is down already stays down.
    /// </summary>
    /// <param name="brokerId">A broker's id, or <see cref="AllBrokers"/>.</param>
    /// <exception cref="EmbeddedKafkaException">There is no such broker, or the cluster is disposed.</exception>
    public void SetBrokerDown(int brokerId = AllBrokers)
    {
        RequireBroker(nameof(SetBrokerDown), brokerId);
        Call($"{nameof(SetBrokerDown)}({brokerId})", cluster => LibRdKafka.SetBrokerDown(cluster, brokerId));
    }

    /// <summary>Opens the broker's port again, the same as before; a broker that is up already stays up.</summary>
    /// <param name="brokerId">A broker's id, or <see cref="AllBrokers"/>.</param>
    /// <exception cref="EmbeddedKafkaException">There is no such broker, or the cluster is disposed.</exception>
    public void SetBrokerUp(int brokerId = AllBrokers)
    {
        RequireBroker(nameof(SetBrokerUp), brokerId);
        Call($"{nameof(SetBrokerUp)}({brokerId})", cluster => LibRdKafka.SetBrokerUp(cluster, brokerId));
    }

    /// <summary>Delays every response of the broker, including those already waiting to be sent.</summary>
    /// <param name="brokerId">A broker's id, or <see cref="AllBrokers"/>.</param>
    /// <param name="roundTripTime">
    /// The time from request to response, from zero (the start value) to <see cref="EmbeddedKafkaLimits.MaxDelay"/>; fractions of a
    /// millisecond are rounded up.
    /// </param>
    /// <exception cref="EmbeddedKafkaException">An argument is not allowed, or the cluster is disposed.</exception>
    public void SetRoundTripTime(int brokerId, TimeSpan roundTripTime)
    {
        RequireBroker(nameof(SetRoundTripTime), brokerId);
        Require.Delay(nameof(SetRoundTripTime), nameof(roundTripTime), roundTripTime);
        Call(
            $"{nameof(SetRoundTripTime)}({brokerId})",
            cluster => LibRdKafka.SetRoundTripTime(cluster, brokerId, WholeMilliseconds(roundTripTime)));
    }

    /// <summary>Makes a broker the leader of a partition. Clients learn it from their next metadata or from a refused request.</summary>
    /// <param name="topic">A topic made by <see cref="CreateTopic"/>.</param>
    /// <param name="partition">One of the topic's partitions, counted from 0.</param>
    /// <param name="brokerId">The new leader's id.</param>
    /// <exception cref="EmbeddedKafkaException">An argument is not allowed, or the cluster is disposed.</exception>
    public void SetPartitionLeader(string topic, int partition, int brokerId)
    {
        // The native call would create a topic it does not know, and does not look at the partition's sign.
        if (!_partitionsByTopic.TryGetValue(topic, out int partitions))
        {
            throw new EmbeddedKafkaException(
                $"{nameof(SetPartitionLeader)}: {nameof(topic)} is '{topic}'; a topic created by {nameof(CreateTopic)} is allowed.");
        }

        Require.InRange(nameof(SetPartitionLeader), nameof(partition), partition, 0, partitions - 1);
        Require.InRange(nameof(SetPartitionLeader), nameof(brokerId), brokerId, 1, Brokers);
        Call(
            $"{nameof(SetPartitionLeader)}('{topic}', {partition}, {brokerId})",
            cluster => LibRdKafka.SetPartitionLeader(cluster, topic, partition, brokerId));
    }

    /// <summary>
    /// Answers the next requests of one kind, on whichever broker they arrive, with these errors, one per request and in this order,
    /// after those pushed before.
    /// </summary>
    /// <param name="api">The kind of request.</param>
    /// <param name="errors">
    /// At least one of: an error a broker sends (a positive code), <see cref="ErrorCode.NoError"/> to let one request through, or
    /// <see cref="ErrorCode.Local_Transport"/> to close the connection instead of answering.
    /// </param>
    /// <exception cref="EmbeddedKafkaException">An argument is not allowed, or the cluster is disposed.</exception>
    public void PushRequestErrors(KafkaApi api, params ErrorCode[] errors)
    {
        RequireApi(nameof(PushRequestErrors), api);
        RequireErrors(api, errors);
        Call(nameof(PushRequestErrors), cluster =>
        {
            LibRdKafka.PushRequestErrors(cluster, (short)api, (nuint)errors.Length, errors);
            return ErrorCode.NoError;
        });
    }

    /// <summary>Forgets the errors pushed for one kind of request and not used yet.</summary>
    /// <param name="api">The kind of request.</param>
    /// <exception cref="EmbeddedKafkaException">The kind is not known, or the cluster is disposed.</exception>
    public void ClearRequestErrors(KafkaApi api)
    {
        RequireApi(nameof(ClearRequestErrors), api);
        Call(nameof(ClearRequestErrors), cluster =>
        {
            LibRdKafka.ClearRequestErrors(cluster, (short)api);
            return ErrorCode.NoError;
        });
    }

    /// <summary>Stops the brokers, closes their ports and forgets every record. Calls under way on other threads finish first.</summary>
    public void Dispose() => _cluster.Dispose();

    private static int WholeMilliseconds(TimeSpan duration) => (int)Math.Ceiling(duration.TotalMilliseconds);

    private static void RequireApi(string call, KafkaApi api)
    {
        if (!Enum.IsDefined(api))
        {
            throw new EmbeddedKafkaException(
                $"{call}: {nameof(api)} is {(short)api}; {string.Join(", ", Enum.GetNames<KafkaApi>())} are allowed.");
        }
    }

    private static void RequireErrors(KafkaApi api, ErrorCode[] errors)
    {
        if (errors.Length == 0)
        {
            throw new EmbeddedKafkaException($"{nameof(PushRequestErrors)}: {nameof(errors)} is empty; one or more are allowed.");
        }

        foreach (ErrorCode error in errors)
        {
            bool sentByBrokers = error > ErrorCode.NoError && Enum.IsDefined(error) && api != KafkaApi.Metadata;
            if (!sentByBrokers && error is not (ErrorCode.NoError or ErrorCode.Local_Transport))
            {
                string brokerErrors = api == KafkaApi.Metadata ? "" : "an error a broker sends, ";
                throw new EmbeddedKafkaException(
                    $"{nameof(PushRequestErrors)}: {nameof(errors)} has {error} ({(int)error}) for {api}; " +
                    $"{brokerErrors}{nameof(ErrorCode.NoError)} or {nameof(ErrorCode.Local_Transport)} is allowed.");
            }
        }
    }

    private void RequireBroker(string call, int brokerId)
    {
        if (brokerId != AllBrokers)
        {
            Require.InRange(call, nameof(brokerId), brokerId, 1, Brokers);
        }
    }

    private void Call(string call, Func<MockClusterHandle, ErrorCode> native)
    {
        ErrorCode code;
        try
        {
            code = native(_cluster);
        }
        catch (ObjectDisposedException exception)
        {
            throw new EmbeddedKafkaException($"{call}: the cluster is disposed.", innerException: exception);
        }

        if (code != ErrorCode.NoError)
        {
            throw new EmbeddedKafkaException($"{call}: {code.GetReason()}.", code);
        }
    }
}
