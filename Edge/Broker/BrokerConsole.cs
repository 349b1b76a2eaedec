using System.Globalization;
using FederatedOrleans.EmbeddedKafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Edge.Broker;

/// <summary>Carries out the command lines that steer a running cluster.</summary>
/// <param name="cluster">The cluster to steer; not disposed here.</param>
internal sealed class BrokerConsole(EmbeddedKafkaCluster cluster)
{
    private const string Usage =
        "down [BROKER] | up [BROKER] | rtt MILLISECONDS [BROKER] | errors API CODE[xCOUNT]... | errors API clear | " +
        "leader TOPIC PARTITION BROKER | topic NAME PARTITIONS | help | quit";

    /// <summary>Carries out one line; every line gets exactly one reply of one line.</summary>
    /// <param name="line">A command and its arguments, separated by blanks.</param>
    /// <returns>What was done, or what is wrong and what is allowed.</returns>
    public BrokerReply Execute(string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return words switch
            {
                ["down", .. var rest] when rest.Length <= 1 => Down(rest),
                ["up", .. var rest] when rest.Length <= 1 => Up(rest),
                ["rtt", var milliseconds, .. var rest] when rest.Length <= 1 => RoundTripTime(milliseconds, rest),
                ["errors", var api, "clear"] => ClearErrors(api),
                ["errors", var api, .. var errors] when errors.Length > 0 => PushErrors(api, errors),
                ["leader", var topic, var partition, var broker] => Leader(topic, partition, broker),
                ["topic", var name, var partitions] => Topic(name, partitions),
                ["help"] => BrokerReply.Ok(Usage),
                ["quit"] => new BrokerReply("ok quit", EndsSession: true),
                _ => BrokerReply.Error($"'{string.Join(' ', words)}' is not a command; {Usage} is allowed"),
            };
        }
        catch (EmbeddedKafkaException exception)
        {
            return BrokerReply.Error(exception.Message);
        }
    }

    private static string Describe(int broker) => broker == EmbeddedKafkaCluster.AllBrokers ? "all" : $"{broker}";

    private static bool TryParseNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryParseApi(string text, out KafkaApi api) =>
        Enum.TryParse(text, ignoreCase: true, out api) && Enum.IsDefined(api);

    private static BrokerReply UnknownApi(string text)
    {
        string names = string.Join(", ", Enum.GetNames<KafkaApi>().Select(name => name.ToLowerInvariant()));
        return BrokerReply.Error($"'{text}' is not a request; {names} are allowed");
    }

    private BrokerReply Down(string[] arguments)
    {
        if (!TryParseBroker(arguments, out int broker))
        {
            return UnknownBroker(arguments[0]);
        }

        cluster.SetBrokerDown(broker);
        return BrokerReply.Ok($"down {Describe(broker)}");
    }

    private BrokerReply Up(string[] arguments)
    {
        if (!TryParseBroker(arguments, out int broker))
        {
            return UnknownBroker(arguments[0]);
        }

        cluster.SetBrokerUp(broker);
        return BrokerReply.Ok($"up {Describe(broker)}");
    }

    private BrokerReply RoundTripTime(string milliseconds, string[] arguments)
    {
        int highest = (int)EmbeddedKafkaLimits.MaxDelay.TotalMilliseconds;
        if (!TryParseNumber(milliseconds, out int delay) || delay > highest)
        {
            return BrokerReply.Error($"'{milliseconds}' is not a delay; 0 to {highest} milliseconds are allowed");
        }

        if (!TryParseBroker(arguments, out int broker))
        {
            return UnknownBroker(arguments[0]);
        }

        cluster.SetRoundTripTime(broker, TimeSpan.FromMilliseconds(delay));
        return BrokerReply.Ok($"rtt {delay} {Describe(broker)}");
    }

    private BrokerReply ClearErrors(string apiName)
    {
        if (!TryParseApi(apiName, out KafkaApi api))
        {
            return UnknownApi(apiName);
        }

        cluster.ClearRequestErrors(api);
        return BrokerReply.Ok($"errors {api} clear");
    }

    private BrokerReply PushErrors(string apiName, string[] errors)
    {
        if (!TryParseApi(apiName, out KafkaApi api))
        {
            return UnknownApi(apiName);
        }

        List<ErrorCode> codes = [];
        foreach (string text in errors)
        {
            if (!RequestErrorSpecification.TryParse(text, out RequestErrorSpecification? specification, out string? error))
            {
                return BrokerReply.Error(error);
            }

            codes.AddRange(Enumerable.Repeat(specification.Code, specification.Count));
        }

        cluster.PushRequestErrors(api, [.. codes]);
        return BrokerReply.Ok($"errors {api} {codes.Count}");
    }

    private BrokerReply Leader(string topic, string partitionText, string brokerText)
    {
        if (!TryParseNumber(partitionText, out int partition))
        {
            return BrokerReply.Error($"'{partitionText}' is not a partition; 0 up to the topic's last partition is allowed");
        }

        if (!TryParseBroker([brokerText], out int broker))
        {
            return UnknownBroker(brokerText);
        }

        cluster.SetPartitionLeader(topic, partition, broker);
        return BrokerReply.Ok($"leader {topic} {partition} {broker}");
    }

    private BrokerReply Topic(string name, string partitions)
    {
        if (!TopicSpecification.TryCreate(name, partitions, out TopicSpecification? topic, out string? error))
        {
            return BrokerReply.Error(error);
        }

        cluster.CreateTopic(topic.Name, topic.Partitions);
        return BrokerReply.Ok($"topic {topic.Name} {topic.Partitions}");
    }

    /// <summary>No argument stands for every broker.</summary>
    private bool TryParseBroker(string[] arguments, out int broker)
    {
        broker = EmbeddedKafkaCluster.AllBrokers;
        return arguments.Length == 0 || (TryParseNumber(arguments[0], out broker) && broker >= 1 && broker <= cluster.Brokers);
    }

    private BrokerReply UnknownBroker(string text) =>
        BrokerReply.Error($"'{text}' is not a broker; 1 to {cluster.Brokers} is allowed");
}
