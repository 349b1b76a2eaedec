using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.Tests.Grains.Configuration;

[Trait("Category", "Unit")]
public sealed class ArchiveOptionsValidatorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("archive")]
    [InlineData("/var/lib/archive")]
    [InlineData("s3://bucket")]
    [InlineData("S3://bucket.with-dots/a/b_c/D.e/")]
    public void Validate_GoodLocation_Succeeds(string? location) => Assert.Empty(Validate(new() { Location = location }));

    [Theory]
    [InlineData("s3://B")]
    [InlineData("s3://bucket/../other")]
    [InlineData("s3://bucket/a b")]
    [InlineData("s3://bucket//a")]
    [InlineData("s3:///a")]
    [InlineData("http://host/bucket")]
    public void Validate_BadLocation_NamesItAndWhatIsAllowed(string location)
    {
        var error = Assert.Single(Validate(new() { Location = location }));

        Assert.StartsWith($"Archive:Location is '{location}'; it must be ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_LocationWithAUser_DoesNotShowIt() =>
        Assert.DoesNotContain("hush", Assert.Single(Validate(new() { Location = "s3://key:hush@bucket/a" })), StringComparison.Ordinal);

    [Fact]
    public void Validate_EverythingOutOfRange_NamesEveryOption()
    {
        var errors = Validate(new()
        {
            Location = "archive",
            Endpoint = "http://127.0.0.1:9000",
            Region = " ",
            AccessKey = "key",
            Interval = TimeSpan.FromMilliseconds(99),
            MaxObjectBytes = 65_535,
            Timeout = TimeSpan.FromHours(2),
        });

        Assert.Equal(
            [
                "Archive:Endpoint is 'http://127.0.0.1:9000', but Archive:Location is 'archive'; an endpoint belongs to s3://bucket/prefix.",
                "Archive:Region is ' '; it must be the name of a region, such as us-east-1.",
                "Of Archive:AccessKey and Archive:SecretKey only one is set; both must be, or neither.",
                "Archive:MaxObjectBytes is 65535; it must be between 65536 and 268435456.",
                "Archive:Interval is 00:00:00.0990000; it must be between 00:00:00.1000000 and 1.00:00:00.",
                "Archive:Timeout is 02:00:00; it must be between 00:00:01 and 01:00:00.",
            ],
            errors);
    }

    [Theory]
    [InlineData("http://user:hush@host")]
    [InlineData("ftp://host")]
    [InlineData("host:9000")]
    [InlineData("http://host/path")]
    public void Validate_BadEndpoint_SaysWhatItMustBeAndShowsNone(string endpoint) =>
        Assert.Equal(
            "Archive:Endpoint is no address; it must be http(s)://host:port without a user, a path or a query.",
            Assert.Single(Validate(new() { Location = "s3://bucket", Endpoint = endpoint })));

    private static IEnumerable<string> Validate(ArchiveOptions options) => new ArchiveOptionsValidator().Validate(null, options).Failures ?? [];
}
