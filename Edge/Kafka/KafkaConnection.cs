using System.CommandLine;
using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Edge.Kafka;

/// <summary>The options that name brokers and topic, the same for every command that sends readings.</summary>
internal sealed class KafkaConnection
{
    private readonly KafkaBrokers _brokers = KafkaBrokers.ForSensors();

    private readonly Option<string> _topic = new("--topic")
    {
        HelpName = "NAME",
        Description = "The topic that receives the readings.",
        DefaultValueFactory = _ => "sensor-data",
    };

    private readonly Option<double> _traceShare = CheckedOption.Number<double>(
        "--trace-share",
        "The share of readings that carry a sampled trace (header traceparent), which is then followed to the global model; 0.001 when not given.",
        "0 to 1",
        value => value is >= 0 and <= 1);

    /// <summary>Gives the options to a command.</summary>
    public void AddTo(Command command)
    {
        _brokers.AddTo(command);
        command.Add(_topic);
        command.Add(_traceShare);
    }

    /// <summary>Reads the options.</summary>
    public SensorProducerOptions Read(ParseResult result)
    {
        SensorProducerOptions options = new() { BootstrapServers = _brokers.Bootstrap(result), Topic = result.GetRequiredValue(_topic) };
        options.TraceShare = result.GetResult(_traceShare) is null ? options.TraceShare : result.GetRequiredValue(_traceShare);
        foreach (var (name, value) in _brokers.Settings(result))
        {
            options.Settings[name] = value;
        }

        return options;
    }
}
