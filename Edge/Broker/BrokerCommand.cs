using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FederatedOrleans.EmbeddedKafka;

namespace FederatedOrleans.Edge.Broker;

/// <summary>The command <c>broker</c>: an embedded Kafka cluster that is steered over standard input.</summary>
internal static class BrokerCommand
{
    /// <summary>Creates the command for the root command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        Option<IReadOnlyList<TopicSpecification>> topics = new("--topics")
        {
            Description = "Topics to create, as NAME:PARTITIONS[,NAME:PARTITIONS...].",
            HelpName = "NAME:PARTITIONS,...",
            CustomParser = ParseTopics,
            DefaultValueFactory = _ => [],
        };
        Option<int> brokers = new("--brokers")
        {
            Description = $"Number of brokers, 1 to {EmbeddedKafkaLimits.MaxBrokers}.",
            HelpName = "N",
            CustomParser = ParseBrokers,
            DefaultValueFactory = _ => 1,
        };
        Command command = new("broker", "Runs a Kafka cluster in memory until 'quit', Ctrl-C or SIGTERM. Type 'help' for its commands.")
        {
            topics,
            brokers,
        };

        // On the pool, so that the caller holds the task before anyone reads "ready" and sends a signal: the signal handler can only
        // await a task it was given, and without one it ends the process with the signal's exit code.
        command.SetAction((result, cancellationToken) => Task.Run(
            () => RunAsync(
                result.GetRequiredValue(topics),
                result.GetRequiredValue(brokers),
                Console.In,
                result.InvocationConfiguration.Output,
                result.InvocationConfiguration.Error,
                cancellationToken),
            CancellationToken.None));
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<TopicSpecification> topics,
        int brokers,
        TextReader input,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        try
        {
            using EmbeddedKafkaCluster cluster = EmbeddedKafkaCluster.Start(new EmbeddedKafkaOptions { Brokers = brokers });
            foreach (TopicSpecification topic in topics)
            {
                cluster.CreateTopic(topic.Name, topic.Partitions);
            }

            await output.WriteLineAsync($"bootstrap.servers={cluster.BootstrapServers}");
            await output.WriteLineAsync("ready");
            await ServeAsync(new BrokerConsole(cluster), input, output, cancellationToken);
            return 0;
        }
        catch (EmbeddedKafkaException exception)
        {
            await error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <summary>Answers lines until one ends the session or the process is told to stop; the end of the input ends neither.</summary>
    private static async Task ServeAsync(BrokerConsole console, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            // Console input has no cancellable read, so a pool thread blocks in it and is left behind at the end.
            while (await Task.Run(input.ReadLine, cancellationToken).WaitAsync(cancellationToken) is { } line)
            {
                BrokerReply reply = console.Execute(line);
                await output.WriteLineAsync(reply.Text);
                if (reply.EndsSession)
                {
                    return;
                }
            }

            // Without input ("</dev/null &") the cluster keeps serving its clients.
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C and SIGTERM are ordinary ways to end a broker.
            return;
        }
    }

    private static IReadOnlyList<TopicSpecification>? ParseTopics(ArgumentResult result)
    {
        if (TopicSpecification.TryParseList(result.Tokens[0].Value, out IReadOnlyList<TopicSpecification>? topics, out string? error))
        {
            return topics;
        }

        result.AddError($"--topics: {error}.");
        return null;
    }

    private static int ParseBrokers(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int brokers)
            && brokers is >= 1 and <= EmbeddedKafkaLimits.MaxBrokers)
        {
            return brokers;
        }

        result.AddError($"--brokers is '{text}'; 1 to {EmbeddedKafkaLimits.MaxBrokers} is allowed.");
        return 0;
    }
}
