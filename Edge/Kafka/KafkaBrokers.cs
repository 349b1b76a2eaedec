using System.CommandLine;
using System.CommandLine.Parsing;

namespace FederatedOrleans.Edge.Kafka;

/// <summary>The options that say which Kafka and how to reach it, the same for every command that talks to one.</summary>
internal sealed class KafkaBrokers
{
    private const string Allowed = "NAME=VALUE";
    private readonly Func<KafkaSource> _source;
    private readonly Option<string> _bootstrap;
    private readonly Option<KeyValuePair<string, string>[]> _settings;
    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> _file;

    private KafkaBrokers(string prefix, string what, string without, Func<KafkaSource> source)
    {
        _source = source;
        _bootstrap = new($"--{prefix}bootstrap") { HelpName = "HOST:PORT,...", Description = $"{what} {without}" };
        _settings = new($"--{prefix}kafka")
        {
            HelpName = Allowed,
            Description = $"A librdkafka setting, such as security.protocol=SASL_SSL. Allowed: {Allowed}. Can be given several times. "
                + $"The environment variables {KafkaSource.SettingPrefix}NAME give settings too; those given here win.",
            CustomParser = result => [.. result.Tokens.Select(token => ParseSetting(result, token))],
        };
        _file = new($"--{prefix}kafka-file")
        {
            HelpName = "FILE",
            Description = $"A file of settings, a line {Allowed} each, # for comments: secrets in it stay off the command line.",
            CustomParser = ReadFile,
        };
    }

    /// <summary>The options for the Kafka that readings are in, or everything.</summary>
    public static KafkaBrokers ForSensors() => new(
        "", "The Kafka brokers.", $"Without it the environment variable {KafkaSource.Connection} is used, else localhost:9092.", KafkaSource.Sensors);

    /// <summary>The options for the Kafka that updates, decisions and models are in.</summary>
    public static KafkaBrokers ForUpdates() => new(
        "",
        "The Kafka brokers that have updates, decisions and models.",
        $"Without it the environment variable ConnectionStrings__kafka-cloud is used, else {KafkaSource.Connection}, else localhost:9092.",
        KafkaSource.Updates);

    /// <summary>The options for the Kafka that readings are in, of a command that reads the updates' side too.</summary>
    public static KafkaBrokers ForSensorsBeside() => new(
        "sensor-",
        "The Kafka brokers that have the readings, where they are others.",
        $"Without it those of --bootstrap are taken; {KafkaSource.Connection} where the environment names two Kafkas and --bootstrap is not given.",
        KafkaSource.Sensors);

    /// <summary>Gives the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_bootstrap);
        command.Add(_settings);
        command.Add(_file);
    }

    /// <summary>Whether the command line names brokers.</summary>
    public bool IsGiven(ParseResult result) => result.GetValue(_bootstrap) is not null;

    /// <summary>The brokers.</summary>
    public string Bootstrap(ParseResult result) => result.GetValue(_bootstrap) ?? _source().Bootstrap ?? "localhost:9092";

    /// <summary>The librdkafka settings beside the brokers: those of the environment, of the file and of the command line, the last of a name wins.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings(ParseResult result) =>
        [.. _source().Settings, .. Given(result)];

    /// <summary>The librdkafka settings of a client, brokers included.</summary>
    public IReadOnlyDictionary<string, string> ClientSettings(ParseResult result) => Merge([new("bootstrap.servers", Bootstrap(result)), .. Settings(result)]);

    /// <summary>The librdkafka settings of a client for other brokers, with what the command line adds to them.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="others">The settings for the others.</param>
    public IReadOnlyDictionary<string, string> Over(ParseResult result, IReadOnlyDictionary<string, string> others) => Merge([.. others, .. Given(result)]);

    private static Dictionary<string, string> Merge(IEnumerable<KeyValuePair<string, string>> settings)
    {
        Dictionary<string, string> merged = new(StringComparer.Ordinal);
        foreach (var (name, value) in settings)
        {
            merged[name] = value;
        }

        return merged;
    }

    private IEnumerable<KeyValuePair<string, string>> Given(ParseResult result) => [.. result.GetValue(_file) ?? [], .. result.GetValue(_settings) ?? []];

    /// <summary>What is no setting is not shown either: it may be a password that went astray.</summary>
    private KeyValuePair<string, string> ParseSetting(ArgumentResult result, Token token)
    {
        if (!KafkaSettingsFile.TryParse(token.Value, out var setting))
        {
            result.AddError($"{_settings.Name} is '***'; allowed: {Allowed}.");
        }

        return setting;
    }

    private IReadOnlyList<KeyValuePair<string, string>>? ReadFile(ArgumentResult result)
    {
        var path = result.Tokens[0].Value;
        try
        {
            return KafkaSettingsFile.Read(path);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            result.AddError($"{_file.Name} is '{path}': {exception.Message}");
            return null;
        }
    }
}
