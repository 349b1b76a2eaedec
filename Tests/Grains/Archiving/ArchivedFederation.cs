using System.Text.Json;
using FederatedOrleans.Grains.Archiving;
using FederatedOrleans.Grains.Interfaces.Archiving;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Edge.Verify;

namespace FederatedOrleans.Tests.Grains.Archiving;

/// <summary>A recorded federation in an archive.</summary>
internal static class ArchivedFederation
{
    /// <summary>The logs of a recorded federation.</summary>
    public static MemorySource SourceOf(RecordedFederation federation)
    {
        MemorySource source = new();
        foreach (var update in federation.Updates)
        {
            source.Add(ArchivedKind.Updates, "default"u8.ToArray(), update);
        }

        foreach (var entry in federation.Rounds)
        {
            source.Add(ArchivedKind.Rounds, "default"u8.ToArray(), JsonSerializer.SerializeToUtf8Bytes(entry, TopicJson.Default.RoundsEntry));
        }

        return source;
    }

    /// <summary>Archives a recorded federation.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="objects">The archive.</param>
    /// <param name="maxBytes">From how many bytes on an object ends.</param>
    public static Task ArchiveAsync(RecordedFederation federation, IObjectStore objects, int maxBytes) =>
        new ArchiveRun("default", SourceOf(federation), objects, maxBytes, TimeSpan.FromSeconds(10), TimeProvider.System)
            .RunAsync(new(), () => Task.CompletedTask, CancellationToken.None);
}
