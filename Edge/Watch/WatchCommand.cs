using System.CommandLine;
using Confluent.Kafka;
using FederatedOrleans.Edge.Kafka;
using FederatedOrleans.Grains.Interfaces.Topics;
using Spectre.Console;

namespace FederatedOrleans.Edge.Watch;

/// <summary>The command <c>watch</c>: shows a federation's global weight as it changes.</summary>
internal static class WatchCommand
{
    private const string Description =
        """
        Follows the topic of global models: shows the newest version, then every new one. On a terminal one table is refreshed in place;
        redirected, every version is written once as plain text. A broker that cannot be reached is waited for.
        Exit codes: 0 after --count versions, Ctrl-C or SIGTERM, 1 a bad argument, 2 Kafka cannot be read with these settings.
        """;

    /// <summary>Creates the command for the root command.</summary>
    /// <returns>The command.</returns>
    internal static Command Create()
    {
        var brokers = KafkaBrokers.ForUpdates();
        var federation = FederationOption.Create();
        var topic = FederationOption.Topic("--topic", "The topic of global models; global-model when not given.");
        topic.DefaultValueFactory = _ => "global-model";
        var count = CheckedOption.Number<long>(
            "--count", "How many versions are shown; without it there is no end.", "1 or more", value => value >= 1);
        count.DefaultValueFactory = _ => long.MaxValue;

        Command command = new("watch", Description) { federation, topic, count };
        brokers.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            ModelTopic models = new(brokers.ClientSettings(result), result.GetRequiredValue(topic), result.GetRequiredValue(federation));
            var versions = result.GetRequiredValue(count);
            return Task.Run(() => Run(models, versions, result.InvocationConfiguration, cancellationToken), CancellationToken.None);
        });
        return command;
    }

    private static int Run(ModelTopic models, long count, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            if (Console.IsOutputRedirected || console.Output != Console.Out)
            {
                Follow(models, count, model => console.Output.WriteLine(ModelView.Render(model)), cancellationToken);
            }
            else
            {
                AnsiConsole.Live(Text.Empty).Start(context =>
                    Follow(models, count, model => context.UpdateTarget(new Text(ModelView.Render(model))), cancellationToken));
            }

            return ExitCode.Success;
        }
        catch (KafkaException exception)
        {
            console.Error.WriteLine($"watch: {exception.Error.Reason}");
            return ExitCode.Failed;
        }
    }

    private static void Follow(ModelTopic models, long count, Action<GlobalModelMessage> show, CancellationToken cancellationToken)
    {
        foreach (var model in models.Follow(cancellationToken))
        {
            show(model);
            if (--count == 0)
            {
                return;
            }
        }
    }
}
