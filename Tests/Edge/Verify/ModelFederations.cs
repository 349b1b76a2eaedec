using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;
using static FederatedOrleans.Tests.Grains.Aggregation.Engines;

namespace FederatedOrleans.Tests.Edge.Verify;

/// <summary>The topics of federations of models other than <c>seed-weight</c>, as their aggregators would have written them.</summary>
internal static class ModelFederations
{
    public const int Participants = 4;

    public static TheoryData<string> Examples => ["moments/fedavg", "logistic/krum", "logistic/fedadam", "logistic/fedbuff"];

    /// <summary>The configuration with which settings came about.</summary>
    public static ConfigurationEntry Configuration(string model, string strategy, RoundRules? rules = null, bool accumulate = true) => new()
    {
        Federation = Federation,
        Writer = "one",
        CreatedAt = DateTimeOffset.UnixEpoch,
        SensorTopic = "sensor-data",
        UpdatesTopic = "model-weights",
        UpdatesPartition = 0,
        Participants = [.. Enumerable.Range(0, Participants).Select(Name)],
        Features = ["a", "b", "y"],
        WindowMs = WindowMs,
        LatenessMs = 0,
        MaxFutureSkewMs = 0,
        Model = model,
        Strategy = strategy,
        ModelSettings = model == "logistic" ? new Dictionary<string, string> { ["Target"] = "y" } : null,
        StrategySettings = strategy switch
        {
            "krum" => new Dictionary<string, string> { ["F"] = "0" },
            "multi-krum" => new Dictionary<string, string> { ["F"] = "0", ["M"] = "3" },
            _ => null,
        },
        Rounds = rules is null || rules == new RoundRules() ? null : rules,
        Accumulate = accumulate ? null : false,
    };

    /// <summary>
    /// Five windows of four participants, the third of which has one update only; in <c>logistic</c> each update is trained on the version before, or on
    /// one before that where that is allowed.
    /// </summary>
    public static RecordedFederation Create(string name)
    {
        var (model, strategy) = (name.Split('/')[0], name.Split('/')[1]);
        var isAsynchronous = strategy == "fedbuff";
        var configuration = Configuration(
            model, strategy, isAsynchronous ? new() { Mode = RoundMode.Asynchronous, BufferGoal = 3, MaxStaleness = 3 } : null);
        List<UpdateMessage?> messages = [];
        for (var window = 0; window < 5; window++)
        {
            for (var who = 0; who < Participants; who++)
            {
                var number = (0.25 * who) - window + 0.1;
                messages.Add(
                    window == 2 && who > 0 ? Said(UpdateKind.Progress, who, window)
                    : model == "moments" ? Sums(who, window, number, window, 3)
                    : Delta(who, window, Math.Max(0, window - 1), number, 1, who));
            }
        }

        var settings = RoundBookSettings.From(configuration, new LocalModels(), new AggregationStrategies());
        return Record(configuration, messages, Run(new(settings, Log, RoundPast.None), messages));
    }

    /// <summary>Puts messages and decisions into topics.</summary>
    public static RecordedFederation Record(
        ConfigurationEntry configuration, IEnumerable<UpdateMessage?> messages, IEnumerable<RoundsEntry> decisions)
    {
        RecordedFederation federation = new();
        federation.Rounds.Add(configuration);
        federation.Rounds.AddRange(decisions.Select(entry => entry with { Writer = "one" }));
        foreach (var message in messages)
        {
            if (message is null)
            {
                federation.Updates.Add(null);
            }
            else
            {
                federation.Say(message);
            }
        }

        return federation;
    }
}
