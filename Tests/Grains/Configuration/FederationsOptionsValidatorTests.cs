using System.ComponentModel;
using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.Tests.Grains.Configuration;

[Trait("Category", "Unit")]
public sealed class FederationsOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreValid() => Assert.Empty(Validate("default", new()));

    [Theory]
    [InlineData(nameof(FederationOptions.Partitions), "0", "1", "10000")]
    [InlineData(nameof(FederationOptions.Partitions), "10001", "1", "10000")]
    [InlineData(nameof(FederationOptions.History), "0", "1", "10000")]
    [InlineData(nameof(FederationOptions.History), "10001", "1", "10000")]
    [InlineData(nameof(FederationOptions.Window), "00:00:00", "00:00:00.0010000", "1.00:00:00")]
    [InlineData(nameof(FederationOptions.Window), "-00:00:01", "00:00:00.0010000", "1.00:00:00")]
    [InlineData(nameof(FederationOptions.Window), "1.00:00:00.0010000", "00:00:00.0010000", "1.00:00:00")]
    [InlineData(nameof(FederationOptions.Lateness), "-00:00:00.0000001", "00:00:00", "1.00:00:00")]
    [InlineData(nameof(FederationOptions.Lateness), "1.00:00:00.0000001", "00:00:00", "1.00:00:00")]
    [InlineData(nameof(FederationOptions.IdleTimeout), "00:00:00.0999999", "00:00:00.1000000", "1.00:00:00")]
    [InlineData(nameof(FederationOptions.IdleTimeout), "1.00:00:00.0000001", "00:00:00.1000000", "1.00:00:00")]
    [InlineData(nameof(FederationOptions.MaxFutureSkew), "-00:00:00.0000001", "00:00:00", "3650.00:00:00")]
    [InlineData(nameof(FederationOptions.MaxFutureSkew), "3650.00:00:00.0000001", "00:00:00", "3650.00:00:00")]
    [InlineData(nameof(FederationOptions.CheckpointInterval), "-00:00:00.0000001", "00:00:00", "00:01:00")]
    [InlineData(nameof(FederationOptions.CheckpointInterval), "00:01:00.0000001", "00:00:00", "00:01:00")]
    [InlineData(nameof(FederationOptions.SensorTopic), "", "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.SensorTopic), "sensor data", "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.UpdatesTopic), "a/b", "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.RoundsTopic), "größe", "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.ModelTopic), "", "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.SensorTopic), null, "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.UpdatesTopic), null, "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.SensorTopic), ".", "1 to 240", "not '.' or '..'")]
    [InlineData(nameof(FederationOptions.RoundsTopic), "..", "1 to 240", "not '.' or '..'")]
    [InlineData(nameof(FederationOptions.ModelTopic), "global-model\n", "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.SensorTopic), ".\n", "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.AnomaliesTopic), "a b", "1 to 240", "letters")]
    [InlineData(nameof(FederationOptions.BaseLag), "0", "1", "1000")]
    [InlineData(nameof(FederationOptions.BaseLag), "1001", "1", "1000")]
    [InlineData(nameof(FederationOptions.MaxUpdateBytes), "999", "1000", "10000000")]
    [InlineData(nameof(FederationOptions.MaxUpdateBytes), "10000001", "1000", "10000000")]
    [InlineData(nameof(FederationOptions.QuarantineAfter), "-1", "0", "1000000")]
    [InlineData(nameof(FederationOptions.QuarantineAfter), "1000001", "0", "1000000")]
    [InlineData(nameof(FederationOptions.MaxNorm), "0", "above 0", "finite")]
    [InlineData(nameof(FederationOptions.MaxNorm), "-1", "above 0", "finite")]
    [InlineData(nameof(FederationOptions.MaxNorm), "NaN", "above 0", "finite")]
    [InlineData(nameof(FederationOptions.MaxNorm), "Infinity", "above 0", "finite")]
    public void Validate_OneBadOption_GivesOneMessageWithFederationOptionValueAndRange(
        string option, string? value, string low, string high)
    {
        var message = Assert.Single(Validate("machines", With(option, value)));

        Assert.StartsWith($"Federations:machines:{option} is ", message, StringComparison.Ordinal);
        Assert.All([value ?? "''", low, high], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(nameof(FederationOptions.Partitions), "1")]
    [InlineData(nameof(FederationOptions.Partitions), "10000")]
    [InlineData(nameof(FederationOptions.History), "1")]
    [InlineData(nameof(FederationOptions.History), "10000")]
    [InlineData(nameof(FederationOptions.QuarantineAfter), "0")]
    [InlineData(nameof(FederationOptions.QuarantineAfter), "1000000")]
    [InlineData(nameof(FederationOptions.MaxNorm), "1E-300")]
    [InlineData(nameof(FederationOptions.BaseLag), "1")]
    [InlineData(nameof(FederationOptions.BaseLag), "1000")]
    [InlineData(nameof(FederationOptions.MaxUpdateBytes), "1000")]
    [InlineData(nameof(FederationOptions.MaxUpdateBytes), "10000000")]
    [InlineData(nameof(FederationOptions.Window), "00:00:00.0010000")]
    [InlineData(nameof(FederationOptions.Window), "1.00:00:00")]
    [InlineData(nameof(FederationOptions.Lateness), "00:00:00")]
    [InlineData(nameof(FederationOptions.Lateness), "1.00:00:00")]
    [InlineData(nameof(FederationOptions.IdleTimeout), "00:00:00.1000000")]
    [InlineData(nameof(FederationOptions.IdleTimeout), "1.00:00:00")]
    [InlineData(nameof(FederationOptions.MaxFutureSkew), "00:00:00")]
    [InlineData(nameof(FederationOptions.MaxFutureSkew), "3650.00:00:00")]
    [InlineData(nameof(FederationOptions.CheckpointInterval), "00:00:00")]
    [InlineData(nameof(FederationOptions.CheckpointInterval), "00:01:00")]
    [InlineData(nameof(FederationOptions.SensorTopic), "A.b_c-9")]
    [InlineData(nameof(FederationOptions.SensorTopic), "...")]
    [InlineData(nameof(FederationOptions.SensorTopic), ".a")]
    public void Validate_OptionAtItsBorder_IsValid(string option, string value) => Assert.Empty(Validate("machines", With(option, value)));

    [Theory]
    [InlineData(240, true)]
    [InlineData(241, false)]
    public void Validate_LongTopic_LeavesRoomForTheRejectedTopic(int length, bool isValid) =>
        Assert.Equal(isValid, Validate("machines", new() { SensorTopic = new('t', length) }).Count == 0);

    [Fact]
    public void Validate_LongTopic_IsNamedWithTheAllowedLength()
    {
        var topic = new string('t', 241);

        var message = Assert.Single(Validate("machines", new() { RoundsTopic = topic }));

        Assert.StartsWith($"Federations:machines:RoundsTopic is '{topic}'; a topic has 1 to 240 ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_WindowOfFractionalMilliseconds_SaysSo()
    {
        var message = Assert.Single(Validate("machines", With(nameof(FederationOptions.Window), "00:00:01.0005000")));

        Assert.Equal("Federations:machines:Window is 00:00:01.0005000; it must be a whole number of milliseconds.", message);
    }

    [Theory]
    [InlineData(0, 0, "Scoring:Quantile is 0; ")]
    [InlineData(1, 0, "Scoring:Quantile is 1; ")]
    [InlineData(double.NaN, 0, "Scoring:Quantile is NaN; ")]
    [InlineData(0.99, -1, "Scoring:TrainingReadings is -1; ")]
    public void Validate_ScoringOutOfRange_IsNamed(double quantile, long trainingReadings, string expected)
    {
        FederationOptions options = new() { Scoring = new() { Quantile = quantile, TrainingReadings = trainingReadings } };

        Assert.StartsWith($"Federations:machines:{expected}", Assert.Single(Validate("machines", options)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(FederationOptions.SensorTopic), "rounds")]
    [InlineData(nameof(FederationOptions.UpdatesTopic), "global-model")]
    [InlineData(nameof(FederationOptions.ModelTopic), "sensor-data")]
    [InlineData(nameof(FederationOptions.AnomaliesTopic), "sensor-data")]
    public void Validate_TwoEqualTopics_AreNotAllowed(string option, string topic) =>
        Assert.Equal(
            ["Federations:machines: SensorTopic, UpdatesTopic, RoundsTopic, ModelTopic and AnomaliesTopic must be five different topics."],
            Validate("machines", With(option, topic)));

    [Theory]
    [InlineData("a", true)]
    [InlineData("7-segments", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("Machines", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a_b", false)]
    [InlineData("größe", false)]
    [InlineData("a\n", false)]
    public void Validate_FederationName_HasLowerCaseLettersDigitsAndHyphens(string name, bool isValid)
    {
        var messages = Validate(name, new());

        Assert.Equal(isValid, messages.Count == 0);
        const string Allowed = "the name must be 1 to 63 lower-case letters, digits or hyphens, and start with a letter or digit.";
        Assert.All(messages, message => Assert.Equal($"Federations:{name}: {Allowed}", message));
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Validate_FederationName_HasAtMostSixtyThreeCharacters(int length, bool isValid) =>
        Assert.Equal(isValid, Validate(new('a', length), new()).Count == 0);

    [Fact]
    public void Validate_NoOptions_Throws() =>
        Assert.Throws<ArgumentNullException>("options", () => new FederationsOptionsValidator().Validate(null, null!));

    [Fact]
    public void Validate_NoFederation_IsNotAllowed() =>
        Assert.Equal(["Federations: at least one federation is needed."], new FederationsOptionsValidator().Validate(null, new()).Failures);

    [Fact]
    public void Validate_SeveralBadOptions_AreAllNamed()
    {
        FederationsOptions options = new();
        options.Federations["one"] = new() { Partitions = 0, History = 0 };
        options.Federations["two"] = new();
        options.Federations["three"] = new() { BaseLag = 0 };

        Assert.Equal(
            ["Federations:one:Partitions", "Federations:one:History", "Federations:three:BaseLag"],
            new FederationsOptionsValidator().Validate(null, options).Failures!.Select(message => message.Split(' ')[0]));
    }

    [Theory]
    [InlineData(nameof(RoundOptions.Mode), "7", "Window", "Asynchronous")]
    [InlineData(nameof(RoundOptions.Deadline), "00:00:00.0999999", "00:00:00.1000000", "1.00:00:00")]
    [InlineData(nameof(RoundOptions.Deadline), "1.00:00:00.0000001", "00:00:00.1000000", "1.00:00:00")]
    [InlineData(nameof(RoundOptions.FlushTimeout), "00:00:00", "00:00:00.1000000", "1.00:00:00")]
    [InlineData(nameof(RoundOptions.Goal), "-1", "0", "1000000")]
    [InlineData(nameof(RoundOptions.Minimum), "0", "1", "1000000")]
    [InlineData(nameof(RoundOptions.BufferGoal), "0", "1", "100000")]
    [InlineData(nameof(RoundOptions.BufferGoal), "100001", "1", "100000")]
    [InlineData(nameof(RoundOptions.MaxStaleness), "-1", "0", "100000")]
    public void Validate_RoundOptionOutOfRange_IsNamed(string option, string value, string low, string high)
    {
        FederationOptions options = new();
        Set(options.Rounds, option, value);

        var message = Assert.Single(Validate("machines", options));

        Assert.StartsWith($"Federations:machines:Rounds:{option} is ", message, StringComparison.Ordinal);
        Assert.All([value, low, high], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_MinimumAboveGoal_IsNotAllowed() => Assert.Equal(
        ["Federations:machines:Rounds:Minimum is 6; it must be between 1 and Rounds:Goal, which is 5."],
        Validate("machines", new() { Rounds = new() { Mode = RoundMode.Synchronous, Goal = 5, Minimum = 6 } }));

    [Theory]
    [InlineData("")]
    [InlineData("machines/0")]
    [InlineData("machines@12")]
    public void Validate_NameOfAnExternalParticipant_IsNoneOfAFogNode(string participant)
    {
        var message = Assert.Single(Validate("machines", new() { ExternalParticipants = ["python", participant] }));

        Assert.StartsWith($"Federations:machines:ExternalParticipants has '{participant}'; ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ExternalParticipantTwice_IsNamed() => Assert.Equal(
        ["Federations:machines:ExternalParticipants has 'python' twice; every name must be there once."],
        Validate("machines", new() { ExternalParticipants = ["python", "c", "python"] }));

    [Theory]
    [InlineData(1, 10_000, true)]
    [InlineData(1, 10_001, false)]
    [InlineData(8_640, 86_400_000, true)]
    [InlineData(8_639, 86_400_000, false)]
    public void Validate_LatenessOfManyWindows_IsBounded(int window, int lateness, bool isValid)
    {
        var errors = Validate("machines", new() { Window = TimeSpan.FromMilliseconds(window), Lateness = TimeSpan.FromMilliseconds(lateness) });

        Assert.Equal(isValid, errors.Count == 0);
        Assert.All(errors, error => Assert.StartsWith("Federations:machines:Lateness is ", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RoundMode.Window, null, null)]
    [InlineData(RoundMode.Window, 5, 5)]
    [InlineData(RoundMode.Synchronous, null, 60)]
    [InlineData(RoundMode.Synchronous, 5, 5)]
    [InlineData(RoundMode.Asynchronous, 5, 30)]
    public void EffectiveDeadline_OfEveryMode_IsTheOneThatIsDocumented(RoundMode mode, int? deadline, int? expected)
    {
        RoundOptions options = new() { Mode = mode, Deadline = deadline is { } seconds ? TimeSpan.FromSeconds(seconds) : null };

        Assert.Equal(expected, (int?)options.EffectiveDeadline?.TotalSeconds);
    }

    private static FederationOptions With(string option, string? value)
    {
        FederationOptions options = new();
        Set(options, option, value);
        return options;
    }

    private static void Set(object options, string option, string? value)
    {
        var property = options.GetType().GetProperty(option)!;
        var converter = TypeDescriptor.GetConverter(property.PropertyType);
        property.SetValue(options, value is null ? null : converter.ConvertFromInvariantString(value));
    }

    private static List<string> Validate(string name, FederationOptions federation)
    {
        FederationsOptions options = new();
        options.Federations[name] = federation;
        return [.. new FederationsOptionsValidator().Validate(null, options).Failures ?? []];
    }
}
