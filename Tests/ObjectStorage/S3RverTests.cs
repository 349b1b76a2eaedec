using System.Diagnostics;
using System.Globalization;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.ObjectStorage;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.ObjectStorage;

/// <summary>The same against s3rver, a server of somebody else's (npm, 3.7.1), where it is installed.</summary>
[Trait("Category", "Process")]
public sealed class S3RverTests
{
    [Fact]
    public async Task Objects_PutIntoS3Rver_AreReadBackByteForByte()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var program = folders.Select(folder => Path.Combine(folder, "s3rver")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "s3rver is not installed; 'npm install --global s3rver@3.7.1' brings it.");
        var folder = Directory.CreateTempSubdirectory("s3rver-");
        var port = FreePort.Get();
        using Process server = new()
        {
            StartInfo = new(
                program!,
                [
                    "--directory", folder.FullName, "--address", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--configure-bucket", "bucket",
                    "--silent",
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        server.Start();
        try
        {
            var store = ObjectStores.Open(new ArchiveOptions
            {
                Location = "s3://bucket/prefix",
                Endpoint = $"http://127.0.0.1:{port}",
                AccessKey = "S3RVER",
                SecretKey = "S3RVER",
            });
            await Eventually.GetAsync(
                () => store.ListAsync("a/", TestContext.Current.CancellationToken), keys => keys.Count == 0, TimeSpan.FromSeconds(30), "s3rver answers");
            byte[] content = [.. Enumerable.Range(0, 300_000).Select(number => (byte)(number * 31))];
            for (var number = 0; number < 5; number++)
            {
                await store.PutAsync($"a/{number}", content, TestContext.Current.CancellationToken);
            }

            Assert.Equal(["a/0", "a/1", "a/2", "a/3", "a/4"], await store.ListAsync("a/", TestContext.Current.CancellationToken));
            Assert.Equal(content, await store.GetAsync("a/3", TestContext.Current.CancellationToken));
            Assert.Null(await store.GetAsync("a/9", TestContext.Current.CancellationToken));
            (store as IDisposable)!.Dispose();
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
            folder.Delete(recursive: true);
        }
    }
}
