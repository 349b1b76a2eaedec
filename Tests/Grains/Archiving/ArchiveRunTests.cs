using System.Text;
using CsCheck;
using FederatedOrleans.Edge.Verify.Archive;
using FederatedOrleans.Grains.Archiving;
using FederatedOrleans.Grains.Interfaces.Archiving;
using FederatedOrleans.Tests.Edge.Verify;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Grains.Archiving;

[Trait("Category", "Unit")]
public sealed class ArchiveRunTests
{
    private const int SmallObjects = 600;
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public async Task Run_VersionsAndWhatTheyWereMadeOf_AreAllThereWithoutOverlap()
    {
        var source = SourceOf(RecordedFederation.Create());
        source.Add(ArchivedKind.Updates, "default"u8.ToArray(), "an update of a round that is still open"u8.ToArray());
        MemoryObjects objects = new();
        ArchiveState state = new();

        await RunAsync(source, objects, state);

        Assert.Equal((4, source.Logs[ArchivedKind.Rounds].Count, 7), (state.Version, state.RoundsOffset, state.UpdatesOffset));
        Assert.Null(state.Pending);
        Assert.Contains(state.Current!, objects.Objects.Keys);
        await CheckAsync(source, objects, ArchivedKind.Rounds, state.RoundsOffset);
        await CheckAsync(source, objects, ArchivedKind.Updates, state.UpdatesOffset);
        var before = objects.Objects.Count;
        await RunAsync(source, objects, state);
        Assert.Equal(before, objects.Objects.Count);
    }

    [Fact]
    public async Task Run_RecordsOfOtherFederations_AreLeftOut()
    {
        var source = SourceOf(RecordedFederation.Create());
        foreach (var kind in Enum.GetValues<ArchivedKind>())
        {
            source.Logs[kind].Insert(0, new(-1, 0, "other"u8.ToArray(), "{\"federation\":\"other\"}"u8.ToArray()));
            source.Logs[kind].Insert(2, new(-1, 0, "other"u8.ToArray(), null));
            source.Logs[kind] = [.. source.Logs[kind].Select((record, offset) => record with { Offset = offset })];
        }

        MemoryObjects objects = new();
        await RunAsync(source, objects, new());

        foreach (var kind in Enum.GetValues<ArchivedKind>())
        {
            var read = await ReadAsync(objects, kind);
            Assert.All(read, record => Assert.Equal("default", Encoding.UTF8.GetString(record.Key!)));
            Assert.Equal(kind == ArchivedKind.Rounds ? 5 : 5, read.Count);
        }
    }

    [Fact]
    public async Task Run_QuietWhileOthersWrite_CoversWhatTheyWroteBeforeRetentionRemovesIt()
    {
        FakeTimeProvider clock = new();
        var source = SourceOf(RecordedFederation.Create());
        MemoryObjects objects = new();
        ArchiveState state = new();
        ArchiveRun run = new("default", source, objects, SmallObjects, TimeSpan.FromSeconds(10), clock) { Missed = (_, _, _) => Assert.Fail("Nothing is gone.") };
        await run.RunAsync(state, () => Task.CompletedTask, CancellationToken.None);
        var before = objects.Objects.Count;
        foreach (var kind in Enum.GetValues<ArchivedKind>())
        {
            source.Add(kind, "other"u8.ToArray(), "{\"federation\":\"other\"}"u8.ToArray());
        }

        await run.RunAsync(state, () => Task.CompletedTask, CancellationToken.None);
        Assert.Equal(before, objects.Objects.Count);
        clock.Advance(TimeSpan.FromMinutes(61));
        await run.RunAsync(state, () => Task.CompletedTask, CancellationToken.None);
        Assert.Equal(before + 2, objects.Objects.Count);

        foreach (var kind in Enum.GetValues<ArchivedKind>())
        {
            source.Lows[kind] = source.Logs[kind].Count;
        }

        await run.RunAsync(state, () => Task.CompletedTask, CancellationToken.None);
        Assert.Equal((0, 4), (state.Missing, state.Version));
    }

    [Fact]
    public async Task Run_RetentionWasFaster_SaysWhatIsMissingAndGoesOn()
    {
        var source = SourceOf(RecordedFederation.Create());
        MemoryObjects objects = new();
        ArchiveState state = new();
        await RunAsync(source, objects, state);
        var (rounds, updates) = (source.Logs[ArchivedKind.Rounds].Count, (int)state.UpdatesOffset);
        foreach (var record in SourceOf(RecordedFederation.Create()).Logs[ArchivedKind.Rounds])
        {
            source.Add(ArchivedKind.Rounds, record.Key, record.Value);
        }

        source.Lows[ArchivedKind.Rounds] = rounds + 2;
        source.Lows[ArchivedKind.Updates] = updates + 0;
        List<(string Log, long From, long To)> missed = [];
        await RunAsync(source, objects, state, missed: (log, from, to) => missed.Add((log, from, to)));

        Assert.Equal([("cluster/rounds", rounds, rounds + 2)], missed);
        Assert.Equal((2, source.Logs[ArchivedKind.Rounds].Count), (state.Missing, state.RoundsOffset));
    }

    [Fact]
    public async Task Run_StateLost_GoesOnWhereTheArchiveEnds()
    {
        var federation = RecordedFederation.Create();
        var source = SourceOf(federation);
        MemoryObjects objects = new();
        await RunAsync(source, objects, new());
        string[] before = [.. objects.Objects.Keys];

        federation.Say(RecordedFederation.Idle("default/0", 9_000));
        federation.Say(RecordedFederation.Update("default/1", 8_000, 3));
        federation.Decide();
        source = SourceOf(federation);
        ArchiveState state = new();
        await RunAsync(source, objects, state);

        Assert.True(before.Length < objects.Objects.Count);
        Assert.Empty(before.Except(objects.Objects.Keys));
        await CheckAsync(source, objects, ArchivedKind.Rounds, state.RoundsOffset);
        await CheckAsync(source, objects, ArchivedKind.Updates, state.UpdatesOffset);
    }

    [Fact]
    public void Run_ThatDiesAnywhere_LeavesTheObjectsOfARunThatDidNot() =>
        Gen.Select(Gen.Int[0, 1_000_000].Array[1, 12], Gen.Int[1, 3]).Sample((deaths, grow) => SurviveAsync(deaths, grow).GetAwaiter().GetResult(), iter: 200);

    /// <summary>
    /// Every save and every put, before and after it took effect, is a place to die: what is not stored is forgotten, and new records have come
    /// meanwhile.
    /// </summary>
    private static async Task SurviveAsync(int[] deaths, int grow)
    {
        var whole = RecordedFederation.Create();
        for (var i = 0; i < 6; i++)
        {
            whole.Say(RecordedFederation.Update("default/1", 10_000 + (i * 1_000), i));
        }

        whole.Decide();
        var all = SourceOf(whole);
        MemorySource source = new();
        MemoryObjects objects = new();
        var (rounds, updates) = (0, all.Logs[ArchivedKind.Updates].Count);
        source.Logs[ArchivedKind.Updates].AddRange(all.Logs[ArchivedKind.Updates]);
        byte[]? stored = null;
        foreach (var death in deaths.Append(int.MaxValue))
        {
            rounds = death == int.MaxValue ? all.Logs[ArchivedKind.Rounds].Count : Math.Min(all.Logs[ArchivedKind.Rounds].Count, rounds + grow);
            source.Logs[ArchivedKind.Rounds] = [.. all.Logs[ArchivedKind.Rounds].Take(rounds)];
            var left = death == int.MaxValue ? long.MaxValue : death % 9;
            void Pass(string place)
            {
                if (left-- == 0)
                {
                    throw new ObjectStoreException(place);
                }
            }

            objects.Around = Pass;
            var state = stored is null ? new() : Serializer.Deserialize<ArchiveState>(stored)!;
            try
            {
                await RunAsync(source, objects, state, save: () =>
                {
                    Pass("before a save");
                    stored = Serializer.SerializeToArray(state);
                    Pass("after a save");
                });
            }
            catch (ObjectStoreException)
            {
                // It died; what is stored is all that its successor has.
            }
        }

        await CheckAsync(all, objects, ArchivedKind.Rounds, all.Logs[ArchivedKind.Rounds].Count);
        await CheckAsync(all, objects, ArchivedKind.Updates, whole.Versions.Last().NextOffset);
        Assert.True(updates > 0);
    }

    /// <summary>Every own record is there, byte for byte, and no offset twice.</summary>
    private static async Task CheckAsync(MemorySource source, MemoryObjects objects, ArchivedKind kind, long end)
    {
        var segments = objects.Objects.Keys.Select(SegmentKey.TryParse).OfType<SegmentKey>().Where(key => key.Log.Kind == kind).OrderBy(key => key.From).ToList();
        Assert.Equal(segments.Skip(1).Select(segment => segment.From), segments.SkipLast(1).Select(segment => segment.To));
        Assert.Equal((0, end), (segments[0].From, segments[^1].To));
        Assert.Equal(source.Logs[kind].Take((int)end).Select(Text), (await ReadAsync(objects, kind)).Select(Text));
    }

    private static async Task<IReadOnlyList<KafkaLogRecord>> ReadAsync(MemoryObjects objects, ArchivedKind kind)
    {
        var history = await ArchiveHistory.OpenAsync(objects, "default", MemorySource.Cluster, CancellationToken.None);
        var partition = history.Of(kind, MemorySource.TopicOf(kind), 0);
        List<KafkaLogRecord> records = [];
        for (var next = partition.Low; next < partition.High;)
        {
            var segment = await partition.FindAsync(next, CancellationToken.None);
            Assert.NotNull(segment);
            records.AddRange(segment.Records.Where(record => record.Offset >= next));
            next = segment.Header.To;
        }

        return records;
    }

    private static Task RunAsync(
        MemorySource source, MemoryObjects objects, ArchiveState state, Action? save = null, Action<string, long, long>? missed = null) =>
        new ArchiveRun("default", source, objects, SmallObjects, TimeSpan.FromSeconds(10), TimeProvider.System)
        {
            Missed = missed ?? ((_, _, _) => Assert.Fail("Nothing is gone.")),
        }.RunAsync(
            state,
            () =>
            {
                save?.Invoke();
                return Task.CompletedTask;
            },
            CancellationToken.None);

    private static MemorySource SourceOf(RecordedFederation federation) => ArchivedFederation.SourceOf(federation);

    private static string Text(KafkaLogRecord record)
    {
        return $"{record.Offset} {record.Timestamp} {Hex(record.Key)} {Hex(record.Value)}";

        static string Hex(byte[]? bytes) => bytes is null ? "none" : Convert.ToHexString(bytes);
    }
}
