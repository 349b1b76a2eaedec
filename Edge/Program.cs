using System.CommandLine;
using FederatedOrleans.Edge.Broker;
using FederatedOrleans.Edge.Rejected;
using FederatedOrleans.Edge.Replay;
using FederatedOrleans.Edge.Simulate;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Edge.Watch;

RootCommand root = new("Feeds, replays and tests the federated learning system from a command line.")
{
    BrokerCommand.Create(),
    RejectedCommand.Create(),
    ReplayCommand.Create(),
    SimulateCommand.Create(),
    VerifyCommand.Create(),
    WatchCommand.Create(),
};

// Long enough for a cancelled command to flush what it has accepted.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
