using System.CommandLine;
using FederatedOrleans.Benchmarks.Aggregate;
using FederatedOrleans.Benchmarks.Durable;
using FederatedOrleans.Benchmarks.Fog;
using FederatedOrleans.Benchmarks.Ingest;
using FederatedOrleans.Benchmarks.Latency;
using FederatedOrleans.Benchmarks.Memory;
using FederatedOrleans.Benchmarks.Streams;
using FederatedOrleans.Benchmarks.Telemetry;
using FederatedOrleans.Benchmarks.Updates;

RootCommand root = new("Measures the system, each benchmark against what it is compared with. Run it in Release.")
{
    AggregateCommand.Create(),
    DurableCommand.Create(),
    FogWorkerCommand.Create(),
    IngestCommand.Create(),
    IngestWorkerCommand.Create(),
    LatencyCommand.Create(),
    LatencyWorkerCommand.Create(),
    MemoryCommand.Create(),
    MemoryWorkerCommand.Create(),
    StreamsCommand.Create(),
    StreamsWorkerCommand.Create(),
    TelemetryCommand.Create(),
    UpdatesCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
