using System.CommandLine;
using FederatedOrleans.Chaos;

// Long enough for a stopped run to end what it started.
return await ChaosCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
