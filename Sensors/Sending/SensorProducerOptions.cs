using System.Globalization;
using Confluent.Kafka;

namespace FederatedOrleans.Sensors.Sending;

/// <summary>
/// Where and how readings are sent.
/// </summary>
public sealed class SensorProducerOptions
{
    /// <summary>The brokers, <c>host:port</c> separated by commas. <c>localhost:9092</c> by default.</summary>
    public string BootstrapServers { get; set; } = "localhost:9092";

    /// <summary>The topic. <c>sensor-data</c> by default.</summary>
    public string Topic { get; set; } = "sensor-data";

    /// <summary>Readings that may be without an answer at one time, 1 to 1,000,000; more wait. 20,000 by default.</summary>
    public int MaxInFlight { get; set; } = 20_000;

    /// <summary>How long a reading waits for others to share its batch. 5 ms by default.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a flush at the end waits for the last answers, above 0. 10 s by default.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The share of readings that carry a sampled trace in the header <c>traceparent</c>, 0 to 1. 0.001 by default. The others carry none and cost nothing.
    /// </summary>
    public double TraceShare { get; set; } = 0.001;

    /// <summary>Further librdkafka settings (such as <c>security.protocol</c>); they win over everything above.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Checks every option.</summary>
    /// <returns>One message for each fault, naming the option, its value and what is allowed; none when all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (string.IsNullOrWhiteSpace(BootstrapServers))
        {
            faults.Add($"{nameof(BootstrapServers)} is empty; allowed: host:port, several separated by commas.");
        }

        if (string.IsNullOrWhiteSpace(Topic))
        {
            faults.Add($"{nameof(Topic)} is empty; allowed: the name of a topic.");
        }

        if (MaxInFlight is < 1 or > 1_000_000)
        {
            faults.Add($"{nameof(MaxInFlight)} is {MaxInFlight}; allowed: 1 to 1,000,000.");
        }

        if (Linger < TimeSpan.Zero || Linger > TimeSpan.FromMinutes(15))
        {
            faults.Add($"{nameof(Linger)} is {Linger}; allowed: 0 to 15 minutes.");
        }

        if (FlushTimeout <= TimeSpan.Zero || FlushTimeout > TimeSpan.FromDays(1))
        {
            faults.Add($"{nameof(FlushTimeout)} is {FlushTimeout}; allowed: above 0, to 1 day.");
        }

        if (!(TraceShare is >= 0 and <= 1))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{nameof(TraceShare)} is {TraceShare}; allowed: 0 to 1."));
        }

        return faults;
    }

    /// <summary>The librdkafka settings: idempotent, acknowledged by all replicas, and never given up because time has passed.</summary>
    internal ProducerConfig ToConfig()
    {
        var config = new ProducerConfig
        {
            BootstrapServers = BootstrapServers,
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = Linger.TotalMilliseconds,
            // Keys land where Java clients would put them.
            Partitioner = Partitioner.Murmur2Random,
            // 0 is without end: an outage of any length delays readings and loses none.
            MessageTimeoutMs = 0,
            // The producer counts by itself and is a little ahead of librdkafka.
            QueueBufferingMaxMessages = 2 * MaxInFlight,
            // A host that does not answer is named within seconds.
            SocketConnectionSetupTimeoutMs = 5_000,
            ReconnectBackoffMaxMs = 2_000,
            // Reports are counted, their content is not looked at.
            DeliveryReportFields = "none",
        };
        foreach (var (name, value) in Settings)
        {
            config.Set(name, value);
        }

        return config;
    }
}
