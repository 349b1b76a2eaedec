using Xunit.Sdk;
using Xunit.v3;

// Most tests wait for clusters, brokers and processes: three classes at a time use two cores well and still leave every deadline its room.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 3)]
