using System.CommandLine;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Edge.Verify.Archive;
using FederatedOrleans.Grains.Archiving;
using FederatedOrleans.ObjectStorage.Files;
using FederatedOrleans.Tests.Grains.Archiving;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Edge.Verify.Archive;

/// <summary>Versions are verified from the archive alone; what was changed there is found and named.</summary>
[Trait("Category", "Unit")]
public sealed class VerifyArchiveTests : IDisposable
{
    private const int OneRecord = 1;
    private const int Everything = 1_000_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("archive-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(OneRecord)]
    [InlineData(700)]
    [InlineData(Everything)]
    public async Task Verify_FromTheArchiveAlone_EndsWithZero(int maxBytes)
    {
        await ArchiveAsync(RecordedFederation.Create(), maxBytes);

        var (exitCode, output, _) = await VerifyAsync();

        Assert.Equal((0, "verified 4 versions: 4 equal, 0 different, 0 not verifiable"), (exitCode, output[^1]));
    }

    [Theory]
    [MemberData(nameof(ModelFederations.Examples), MemberType = typeof(ModelFederations))]
    public async Task Verify_AnyModelFromTheArchiveAlone_EndsWithZero(string name)
    {
        await ArchiveAsync(ModelFederations.Create(name), 5_000);

        var (exitCode, output, _) = await VerifyAsync();

        Assert.True(exitCode == 0, string.Join(Environment.NewLine, output));
    }

    [Fact]
    public async Task Verify_TopicsThatBeginAnywhere_AreCompletedFromTheArchive()
    {
        var federation = RecordedFederation.Create();
        MemoryObjects objects = new();
        await ArchivedFederation.ArchiveAsync(federation, objects, 700);
        var history = await ArchiveHistory.OpenAsync(objects, RecordedFederation.Name, MemorySource.Cluster, TestContext.Current.CancellationToken);
        for (var roundsLow = 0; roundsLow <= federation.Rounds.Count; roundsLow++)
        {
            for (var updatesLow = 0; updatesLow <= federation.Updates.Count; updatesLow++)
            {
                ArchivedUpdatesLog updates = new(history.Of(ArchivedKind.Updates, "model-weights", 0), new MemoryUpdatesLog(federation.Updates, updatesLow));
                ArchivedRoundsLog rounds = new(history.Of(ArchivedKind.Rounds, "rounds", 0), new MemoryRoundsLog(federation.Rounds, roundsLow));
                await using RoundVerifier verifier = new(RecordedFederation.Name, (_, _) => new(updates)) { Ahead = _ => federation.Rounds.ToAsyncEnumerable() };
                List<VersionVerdict> verdicts = [];
                await foreach (var record in rounds.ReadAsync(TestContext.Current.CancellationToken))
                {
                    Assert.Null(record.Missing);
                    var verdict = await verifier.VerifyAsync(TopicRecords.ReadEntry(record.Value)!, TestContext.Current.CancellationToken);
                    verdicts.AddRange(verdict is null ? [] : [verdict]);
                }

                Assert.Equal((0, 0), (rounds.Low, updates.Low));
                Assert.Equal([1L, 2, 3, 4], verdicts.Select(verdict => verdict.Version));
                Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
            }
        }
    }

    [Fact]
    public async Task Verify_UpdatesObjectDamaged_EndsWithTwoAndNamesIt()
    {
        await ArchiveAsync(RecordedFederation.Create(), OneRecord);
        var file = FileAt(ArchivedKind.Updates, offset: 6);
        var content = await File.ReadAllBytesAsync(file.FullName, TestContext.Current.CancellationToken);
        content[^9] ^= 1;
        await File.WriteAllBytesAsync(file.FullName, content, TestContext.Current.CancellationToken);

        var (exitCode, output, _) = await VerifyAsync();

        Assert.Equal(2, exitCode);
        Assert.StartsWith("version 4 is not verifiable: offset 6 of model-weights/0 is missing: the object default/cluster/updates/model-weights-0/", output[0], StringComparison.Ordinal);
        Assert.Contains($"{file.Name} of the archive is damaged: the hash of what is stored is ", output[0], StringComparison.Ordinal);
        Assert.Equal("verified 4 versions: 3 equal, 0 different, 1 not verifiable", output[^1]);
    }

    [Fact]
    public async Task Verify_RoundsObjectGone_EndsWithTwoAndSaysWhichDecisions()
    {
        await ArchiveAsync(RecordedFederation.Create(), OneRecord);
        FileAt(ArchivedKind.Rounds, offset: 2).Delete();

        var (exitCode, output, _) = await VerifyAsync();

        Assert.Equal(2, exitCode);
        Assert.Equal("version 2 is not verifiable: the decisions from offset 2 up to 3 of rounds/0 are missing", output[0]);
        Assert.EndsWith("1 equal, 0 different, 3 not verifiable", output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_RoundsObjectDamaged_EndsWithTwoAndNamesIt()
    {
        await ArchiveAsync(RecordedFederation.Create(), OneRecord);
        var file = FileAt(ArchivedKind.Rounds, offset: 1);
        await File.WriteAllTextAsync(file.FullName, "", TestContext.Current.CancellationToken);

        var (exitCode, output, _) = await VerifyAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains($"{file.Name} of the archive is damaged", output[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ArchiveOfChangedRecords_EndsWithOne()
    {
        var federation = RecordedFederation.Create();
        federation.Updates[2] = [.. federation.Updates[3]!];
        await ArchiveAsync(federation, OneRecord);

        var (exitCode, output, _) = await VerifyAsync();

        Assert.Equal(1, exitCode);
        Assert.StartsWith("version 2 differs in ", output[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_SegmentsThatOverlap_AreReadAsOne()
    {
        await ArchiveAsync(RecordedFederation.Create(), OneRecord);
        await ArchiveAsync(RecordedFederation.Create(), Everything, anew: true);
        FileAt(ArchivedKind.Rounds, offset: 2).Delete();

        var (exitCode, output, _) = await VerifyAsync();

        Assert.True(exitCode == 0, string.Join(Environment.NewLine, output));
    }

    [Fact]
    public async Task Verify_FromS3_EndsWithZeroAndWithTwoWhereAnObjectIsDamaged()
    {
        await using var server = S3Server.Start();
        using AwsKeys keys = new();
        await ArchiveAsync(RecordedFederation.Create(), OneRecord);
        FileObjectStore files = new(_folder.FullName);
        foreach (var key in await files.ListAsync("default/", TestContext.Current.CancellationToken))
        {
            server.Objects["bucket/history/" + key] = (await files.GetAsync(key, TestContext.Current.CancellationToken))!;
        }

        string[] options = ["--archive", "s3://bucket/history", "--s3-endpoint", server.Url, "--archive-only"];
        var whole = await RunAsync(options);
        var victim = server.Objects.Keys.First(key => key.Contains("/updates/", StringComparison.Ordinal));
        server.Objects[victim][^1] ^= 1;
        var damaged = await RunAsync(options);

        Assert.True(whole.ExitCode == 0, string.Join(Environment.NewLine, whole.Output) + whole.Error);
        Assert.Equal(2, damaged.ExitCode);
        Assert.Contains(victim["bucket/history/".Length..], string.Join(Environment.NewLine, damaged.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_S3Away_EndsWithTwoAndSaysSo()
    {
        using AwsKeys keys = new();

        var (exitCode, _, error) = await RunAsync("--archive", "s3://bucket/history", "--s3-endpoint", $"http://127.0.0.1:{FreePort.Get()}", "--archive-only");

        Assert.Equal(2, exitCode);
        Assert.Contains("s3://bucket/history/default/ was not listed", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_SeveralClusters_HasToBeToldWhich()
    {
        await ArchiveAsync(RecordedFederation.Create(), Everything);
        var cluster = Path.Combine(_folder.FullName, "default", "cluster");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "default", "other", "rounds", "rounds-0"));
        var file = new DirectoryInfo(cluster).GetFiles("*.gz", SearchOption.AllDirectories)[0];
        file.CopyTo(Path.Combine(_folder.FullName, "default", "other", "rounds", "rounds-0", file.Name));

        var untold = await VerifyAsync();
        var told = await VerifyAsync("--archive-cluster", "cluster");
        var nobody = await VerifyAsync("--archive-cluster", "nobody");

        Assert.Equal((2, 0, 2), (untold.ExitCode, told.ExitCode, nobody.ExitCode));
        Assert.Contains("from the Kafka clusters cluster, other; --archive-cluster says which", untold.Error, StringComparison.Ordinal);
        Assert.Contains("not from nobody", nobody.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--archive-only, --archive-cluster and --s3-endpoint need --archive.", "--archive-only")]
    [InlineData("--s3-endpoint is given and --archive is 'x'", "--archive", "x", "--s3-endpoint", "http://127.0.0.1:1")]
    [InlineData("--s3-endpoint is 'ftp://x'; allowed: http(s)://host:port", "--archive", "s3://bucket", "--s3-endpoint", "ftp://x")]
    [InlineData("--archive is 's3://B'; allowed: a folder, or s3://bucket/prefix", "--archive", "s3://B")]
    [InlineData("--fog needs the readings in Kafka", "--archive", "x", "--archive-only", "--fog")]
    public async Task Verify_BadArgument_EndsWithOneAndSaysWhatIsAllowed(string message, params string[] arguments)
    {
        var (exitCode, _, error) = await RunAsync(arguments);

        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_NoArchiveThere_EndsWithTwo()
    {
        var (exitCode, _, error) = await RunAsync("--archive", Path.Combine(_folder.FullName, "nowhere"), "--archive-only");

        Assert.Equal(2, exitCode);
        Assert.Contains("holds nothing of default", error, StringComparison.Ordinal);
    }

    private async Task ArchiveAsync(RecordedFederation federation, int maxBytes, bool anew = false)
    {
        if (!anew)
        {
            await ArchivedFederation.ArchiveAsync(federation, new FileObjectStore(_folder.FullName), maxBytes);
            return;
        }

        // A writer that did not see what was there.
        MemoryObjects objects = new();
        await ArchivedFederation.ArchiveAsync(federation, objects, maxBytes);
        foreach (var (key, content) in objects.Objects)
        {
            await new FileObjectStore(_folder.FullName).PutAsync(key, content, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The smallest object that covers an offset.</summary>
    private FileInfo FileAt(ArchivedKind kind, long offset) => _folder.GetFiles("*.gz", SearchOption.AllDirectories)
        .Select(file => (File: file, Key: SegmentKey.TryParse(Path.GetRelativePath(_folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/'))!))
        .Where(item => item.Key.Log.Kind == kind && item.Key.From <= offset && offset < item.Key.To)
        .OrderBy(item => item.Key.To - item.Key.From).First().File;

    private Task<(int ExitCode, string[] Output, string Error)> VerifyAsync(params string[] further) =>
        RunAsync(["--archive", _folder.FullName, "--archive-only", .. further]);

    private static async Task<(int ExitCode, string[] Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        RootCommand root = new() { VerifyCommand.Create() };
        var exitCode = await root.Parse(["verify", .. arguments])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), error.ToString());
    }

    /// <summary>Where the AWS SDK looks first.</summary>
    private sealed class AwsKeys : IDisposable
    {
        public AwsKeys() => Set("key", "secret");

        public void Dispose() => Set(null, null);

        private static void Set(string? key, string? secret)
        {
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", key);
            Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", secret);
        }
    }
}
