namespace FederatedOrleans.EmbeddedKafka;

/// <summary>Requests of the Kafka protocol whose answer can be made an error. The values are the protocol's API keys.</summary>
public enum KafkaApi : short
{
    /// <summary>Appends records.</summary>
    Produce = 0,

    /// <summary>Reads records.</summary>
    Fetch = 1,

    /// <summary>Asks for the first or the next offset of partitions.</summary>
    ListOffsets = 2,

    /// <summary>
    /// Asks for brokers, topics and leaders. Its answer has no room for an error: only a disconnect
    /// (<see cref="Confluent.Kafka.ErrorCode.Local_Transport"/>) can be injected.
    /// </summary>
    Metadata = 3,

    /// <summary>Stores a group's offsets.</summary>
    OffsetCommit = 8,

    /// <summary>Reads a group's offsets.</summary>
    OffsetFetch = 9,

    /// <summary>Asks which broker coordinates a group.</summary>
    FindCoordinator = 10,

    /// <summary>Joins a group.</summary>
    JoinGroup = 11,

    /// <summary>Keeps a group's member alive.</summary>
    Heartbeat = 12,

    /// <summary>Leaves a group.</summary>
    LeaveGroup = 13,

    /// <summary>Hands out a group's assignment.</summary>
    SyncGroup = 14,

    /// <summary>Asks which requests a broker understands; the first request on every connection.</summary>
    ApiVersions = 18,

    /// <summary>Gives an idempotent producer its id.</summary>
    InitProducerId = 22,
}
