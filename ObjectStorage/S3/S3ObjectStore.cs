using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using FederatedOrleans.Grains.Interfaces.Archiving;
using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.ObjectStorage.S3;

/// <summary>
/// Objects in a bucket of S3, or of a store that speaks its protocol. One request per object: no multipart upload, no chunks, no conditions, and no
/// checksums beyond those that
/// the protocol requires, since stores other than AWS differ in all of these. Objects carry their hash in their key, which is what readers check.
/// </summary>
internal sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly AmazonS3Client _client;
    private readonly string _bucket;
    private readonly string _prefix;

    public S3ObjectStore(ArchiveOptions options)
    {
        (_bucket, _prefix) = ArchiveLocation.ParseS3(options.Location!);
        Location = $"s3://{_bucket}/{_prefix}";
        AmazonS3Config configuration = new()
        {
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = options.Timeout,
            // Whoever calls tries again, and says so.
            MaxErrorRetry = 0,
        };
        if (string.IsNullOrEmpty(options.Endpoint))
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            configuration.ServiceURL = options.Endpoint;
            configuration.AuthenticationRegion = options.Region;
            configuration.ForcePathStyle = true;
        }

        _client = string.IsNullOrEmpty(options.AccessKey)
            ? new(configuration)
            : new(new BasicAWSCredentials(options.AccessKey, options.SecretKey), configuration);
    }

    /// <inheritdoc />
    public string Location { get; }

    /// <inheritdoc />
    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using MemoryStream stream = new(content.ToArray(), writable: false);
        PutObjectRequest request = new()
        {
            BucketName = _bucket,
            Key = _prefix + key,
            InputStream = stream,
            ContentType = "application/gzip",
            UseChunkEncoding = false,
            AutoCloseStream = false,
        };
        await AskAsync("taken", key, () => _client.PutObjectAsync(request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => await AskAsync("given", key, async () =>
    {
        try
        {
            using var response = await _client.GetObjectAsync(new GetObjectRequest { BucketName = _bucket, Key = _prefix + key }, cancellationToken);
            using MemoryStream content = new();
            await response.ResponseStream.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }, cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        List<string> keys = [];
        ListObjectsV2Request request = new() { BucketName = _bucket, Prefix = _prefix + prefix };
        ListObjectsV2Response page;
        do
        {
            page = await AskAsync("listed", prefix, () => _client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            keys.AddRange((page.S3Objects ?? []).Select(item => item.Key[_prefix.Length..]));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        keys.Sort(StringComparer.Ordinal);
        return keys;
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    /// <summary>Says what failed by its code: the messages of a store may repeat what it was asked with.</summary>
    private async Task<T> AskAsync<T>(string what, string key, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (AmazonServiceException exception)
        {
            var code = string.IsNullOrEmpty(exception.ErrorCode) ? "no answer" : exception.ErrorCode;
            throw new ObjectStoreException($"The object {Location}{key} was not {what}: {code} (HTTP {(int)exception.StatusCode}).", exception);
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException or WebException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ObjectStoreException($"The object {Location}{key} was not {what}: {exception.GetType().Name}.", exception);
        }
    }
}
