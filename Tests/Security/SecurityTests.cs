namespace FederatedOrleans.Tests.Security;

/// <summary>Every client of the system over TLS and SASL, by configuration alone, each as a user of its own; and what they say when it does not fit.</summary>
[Trait("Category", "Process")]
public sealed class SecurityTests : IDisposable
{
    private const int Readings = 300;
    private const string Marker = "Xk4";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string[] SensorUsers = ["list", "redrive", "replay", "silo", "simulate", "verify"];
    private static readonly string[] UpdateUsers = ["silo-cloud", "verify", "watch"];
    private readonly TestAuthority _authority = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("security-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Clients_OverTlsAndSasl_WorkEachAsItsOwnUser()
    {
        await using var sensors = await BrokerProcess.StartAsync("sensor-data:2,anomalies:2,sensor-data.rejected:1");
        await using var updates = await BrokerProcess.StartAsync("model-weights:1,rounds:1,global-model:1,model-weights.rejected:1");
        await using var secureSensors = Secure(sensors, SensorUsers);
        await using var secureUpdates = Secure(updates, UpdateUsers);
        await using var silo = await SiloProcess.StartAsync(Variables(
            Connection("kafka", "Kafka", "silo", secureSensors), Connection("kafka-cloud", "KafkaCloud", "silo-cloud", secureUpdates)));
        var recording = Path.Combine(_folder, "pump.csv");
        await File.WriteAllTextAsync(recording, "time,t\n2026-01-01T00:00:00Z,1\n2026-01-01T00:00:01Z,2\n", Cancellation);

        await RunAsync(["simulate", "--sensors", "5", "--rate", "0", "--count", $"{Readings}", "--malformed-rate", "0.02", .. SettingsOf("simulate", secureSensors)]);
        await RunAsync(["replay", recording, "--time", "time", "--map", "temperature=t", .. SettingsOf("replay", secureSensors)]);
        await silo.WaitUntilDrainedAsync(Readings + 2, updates.BootstrapServers, Deadline);
        await RunAsync(["watch", "--count", "1", .. SettingsOf("watch", secureUpdates)]);
        await RunAsync(["rejected", "list", "sensor-data", .. SettingsOf("list", secureSensors)]);
        await RunAsync(["rejected", "redrive", "sensor-data", .. SettingsOf("redrive", secureSensors)]);
        // The environment says it to commands as it does to silos.
        await RunAsync(
            ["verify", "--fog"],
            Variables(Connection("kafka", "Kafka", "verify", secureSensors), Connection("kafka-cloud", "KafkaCloud", "verify", secureUpdates)));

        Assert.Equal(SensorUsers, secureSensors.Users);
        Assert.Equal(UpdateUsers, secureUpdates.Users);
        Assert.DoesNotContain(silo.Process.Lines, line => line.Text.Contains(Marker, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silo_ThatDoesNotTrustTheBroker_WaitsAndNamesTheSetting()
    {
        using TestAuthority other = new();
        await using var broker = await BrokerProcess.StartAsync(partitions: 1);
        await using var secure = Secure(broker, ["silo"]);
        var settings = Variables(Connection("kafka", "Kafka", "silo", secure));
        settings["Kafka__ClientSettings__ssl.ca.location"] = other.Path;

        await using var silo = ChildProcess.Start("Silo.dll", [], settings);

        await silo.WaitForLineAsync(
            line => line.Contains("Kafka does not answer", StringComparison.Ordinal) && line.Contains("ssl.ca.location", StringComparison.Ordinal), Deadline);
    }

    [Fact]
    public async Task Silo_WithAWrongPassword_WaitsAndSaysSoWithoutIt()
    {
        await using var broker = await BrokerProcess.StartAsync(partitions: 1);
        await using var secure = Secure(broker, ["silo"]);
        var settings = Variables(Connection("kafka", "Kafka", "silo", secure));
        settings["Kafka__ClientSettings__sasl.password"] = Marker + "-wrong";

        await using var silo = ChildProcess.Start("Silo.dll", [], settings);

        await silo.WaitForLineAsync(
            line => line.Contains("Kafka does not answer", StringComparison.Ordinal) && line.Contains("SASL authentication error", StringComparison.Ordinal), Deadline);
        Assert.DoesNotContain(silo.Lines, line => line.Text.Contains(Marker, StringComparison.Ordinal));
        Assert.Empty(secure.Users);
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("ssl.ca.location")]
    [InlineData("sasl.password")]
    public async Task Verify_ThatIsRefused_NamesTheCauseAndNoSecret(string wrong)
    {
        using TestAuthority other = new();
        await using var broker = await BrokerProcess.StartAsync(partitions: 1);
        await using var secure = Secure(broker, ["verify"]);
        var value = wrong == "sasl.password" ? Marker + "-wrong" : other.Path;

        await using var verify = ChildProcess.Start("Edge.dll", ["verify", .. SettingsOf("verify", secure), "--kafka", $"{wrong}={value}"]);

        Assert.Equal(2, await verify.WaitForExitAsync(Deadline));
        var cause = wrong == "sasl.password" ? "SASL authentication error" : wrong;
        Assert.Contains(verify.Lines, line => line.IsError && line.Text.Contains(cause, StringComparison.Ordinal));
        Assert.DoesNotContain(verify.Lines, line => line.Text.Contains(Marker, StringComparison.Ordinal));
    }

    private static string PasswordOf(string user) => $"{Marker}-{user}";

    private static async Task RunAsync(string[] arguments, Dictionary<string, string?>? environment = null)
    {
        await using var command = ChildProcess.Start("Edge.dll", arguments, environment);
        var exitCode = await command.WaitForExitAsync(Deadline);
        Assert.True(exitCode == 0, $"{arguments[0]} ended with {exitCode}: {string.Join('\n', command.Lines.Select(line => line.Text))}");
        Assert.DoesNotContain(command.Lines, line => line.Text.Contains(Marker, StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> Variables(params IEnumerable<KeyValuePair<string, string?>>[] connections) => new(connections.SelectMany(connection => connection))
    {
        ["Federations__default__Window"] = "00:00:02",
        ["Federations__default__IdleTimeout"] = "00:00:01",
    };

    private SecureBroker Secure(BrokerProcess broker, string[] users) =>
        SecureBroker.Start(broker.BootstrapServers, _authority.BrokerCertificate, users.ToDictionary(user => user, PasswordOf));

    private Dictionary<string, string> SecurityOf(string user) => new()
    {
        ["security.protocol"] = "SASL_SSL",
        ["sasl.mechanism"] = "PLAIN",
        ["sasl.username"] = user,
        ["sasl.password"] = PasswordOf(user),
        ["ssl.ca.location"] = _authority.Path,
    };

    /// <summary>A Kafka as the environment names it.</summary>
    private IEnumerable<KeyValuePair<string, string?>> Connection(string name, string section, string user, SecureBroker broker) =>
        SecurityOf(user).Select(setting => KeyValuePair.Create<string, string?>($"{section}__ClientSettings__{setting.Key}", setting.Value))
            .Prepend(new($"ConnectionStrings__{name}", broker.BootstrapServers));

    /// <summary>Arguments of a command; its secrets are in a file.</summary>
    private string[] SettingsOf(string user, SecureBroker broker)
    {
        var path = Path.Combine(_folder, user + ".properties");
        File.WriteAllLines(path, SecurityOf(user).Select(setting => $"{setting.Key}={setting.Value}"));
        return ["--bootstrap", broker.BootstrapServers, "--kafka-file", path];
    }
}
