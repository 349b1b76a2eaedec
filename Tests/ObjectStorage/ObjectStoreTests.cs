using System.Security.Cryptography;
using FederatedOrleans.Grains.Interfaces.Archiving;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.ObjectStorage;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.ObjectStorage;

/// <summary>Files and a store that speaks S3 keep the same promises.</summary>
[Trait("Category", "Unit")]
public sealed class ObjectStoreTests : IAsyncLifetime
{
    private readonly S3Server _server = S3Server.Start();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("archive-");
    private readonly List<IDisposable> _open = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _open.ForEach(store => store.Dispose());
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("s3")]
    public async Task Objects_ThatWerePut_AreListedInOrderAndReadBack(string kind)
    {
        var store = Open(kind);
        string[] keys =
        [
            "default/c/rounds/rounds-0/2.gz", "default/c/rounds/rounds-0/1.gz", "default/c/updates/u-0/3.gz", "default-2/c/rounds/rounds-0/4.gz",
            "default/c/rounds/rounds-0/5.gz",
        ];
        foreach (var key in keys)
        {
            await store.PutAsync(key, ContentOf(key), TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            ["default/c/rounds/rounds-0/1.gz", "default/c/rounds/rounds-0/2.gz", "default/c/rounds/rounds-0/5.gz", "default/c/updates/u-0/3.gz"],
            await store.ListAsync("default/", TestContext.Current.CancellationToken));
        Assert.Equal(["default/c/updates/u-0/3.gz"], await store.ListAsync("default/c/updates/", TestContext.Current.CancellationToken));
        Assert.Empty(await store.ListAsync("nobody/", TestContext.Current.CancellationToken));
        foreach (var key in keys)
        {
            Assert.Equal(ContentOf(key), await store.GetAsync(key, TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("file")]
    [InlineData("s3")]
    public async Task Object_PutTwice_IsThereOnceAndAnAbsentOneIsNull(string kind)
    {
        var store = Open(kind);
        await store.PutAsync("a/b", ContentOf("first"), TestContext.Current.CancellationToken);
        await store.PutAsync("a/b", ContentOf("second"), TestContext.Current.CancellationToken);

        Assert.Equal(ContentOf("second"), await store.GetAsync("a/b", TestContext.Current.CancellationToken));
        Assert.Equal(["a/b"], await store.ListAsync("a/", TestContext.Current.CancellationToken));
        Assert.Null(await store.GetAsync("a/c", TestContext.Current.CancellationToken));
        Assert.Null(await store.GetAsync("c/b", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task File_LeftByAWriterThatDied_IsNoObjectAndGoesWhenItsObjectIsPutAgain()
    {
        var store = Open("file");
        var unfinished = Path.Combine(_folder.FullName, ".unfinished");
        await store.PutAsync("a/b", ContentOf("whole"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(unfinished, $"{HashOf("a/b")}.4711"), "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(unfinished, $"{HashOf("a/c")}.4711"), "half", TestContext.Current.CancellationToken);
        Assert.Equal(["a/b"], await store.ListAsync("a/", TestContext.Current.CancellationToken));

        await store.PutAsync("a/b", ContentOf("whole"), TestContext.Current.CancellationToken);

        Assert.Equal([$"{HashOf("a/c")}.4711"], Directory.EnumerateFiles(unfinished).Select(Path.GetFileName));
    }

    [Fact]
    public async Task File_PutByManyAtOnce_IsWholeAndLeavesNothingElse()
    {
        var store = Open("file");
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];

        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, async (_, token) => await store.PutAsync("a/b", content, token));

        Assert.Equal(content, await store.GetAsync("a/b", TestContext.Current.CancellationToken));
        Assert.Equal(Path.Combine(_folder.FullName, "a", "b"), Assert.Single(Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories)));
    }

    [Theory]
    [InlineData("../b")]
    [InlineData("a//b")]
    [InlineData("/b")]
    [InlineData("a\\b")]
    [InlineData(".unfinished/b")]
    public async Task File_OfAKeyThatLeadsElsewhere_IsRefused(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Open("file").PutAsync(key, ContentOf("x"), TestContext.Current.CancellationToken));

    [Fact]
    public async Task File_WhereAFolderCannotBe_SaysSo()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "a"), "in the way", TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<ObjectStoreException>(() => Open("file").PutAsync("a/b", ContentOf("x"), TestContext.Current.CancellationToken));

        Assert.Contains("could not be written", exception.Message, StringComparison.Ordinal);
        Assert.Single(_folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task S3_ThatFails_SaysWhatAndNoSecret()
    {
        var store = Open("s3");
        _server.Failures = 3;

        var put = await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutAsync("a/b", ContentOf("x"), TestContext.Current.CancellationToken));
        var get = await Assert.ThrowsAsync<ObjectStoreException>(() => store.GetAsync("a/b", TestContext.Current.CancellationToken));
        var list = await Assert.ThrowsAsync<ObjectStoreException>(() => store.ListAsync("a/", TestContext.Current.CancellationToken));

        Assert.Equal("The object s3://bucket/some/prefix/a/b was not taken: SlowDown (HTTP 503).", put.Message);
        Assert.Equal("The object s3://bucket/some/prefix/a/b was not given: SlowDown (HTTP 503).", get.Message);
        Assert.Equal("The object s3://bucket/some/prefix/a/ was not listed: SlowDown (HTTP 503).", list.Message);
        await store.PutAsync("a/b", ContentOf("x"), TestContext.Current.CancellationToken);
        Assert.Equal(["bucket/some/prefix/a/b"], _server.Objects.Keys);
    }

    [Fact]
    public async Task S3_ThatIsAway_SaysSo()
    {
        var store = Open("s3", $"http://127.0.0.1:{FreePort.Get()}");

        var exception = await Assert.ThrowsAsync<ObjectStoreException>(() => store.GetAsync("a/b", TestContext.Current.CancellationToken));

        Assert.Contains("was not given", exception.Message, StringComparison.Ordinal);
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));

    private static byte[] ContentOf(string key) => [.. System.Text.Encoding.UTF8.GetBytes(key), 0, 0xFF];

    private IObjectStore Open(string kind, string? endpoint = null)
    {
        var store = ObjectStores.Open(kind == "file" ? new() { Location = _folder.FullName } : new ArchiveOptions
        {
            Location = "s3://bucket/some/prefix",
            Endpoint = endpoint ?? _server.Url,
            AccessKey = "key",
            SecretKey = "secret",
        });
        if (store is IDisposable disposable)
        {
            _open.Add(disposable);
        }

        return store;
    }
}
