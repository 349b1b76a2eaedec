using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FederatedOrleans.Tests.Security;

/// <summary>A certificate authority made for one test, and the certificate that it gives a broker on the loopback address.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddHours(-1);
    private static readonly DateTimeOffset To = From.AddDays(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("authority-").FullName;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = request.CreateSelfSigned(From, To);
        File.WriteAllText(Path, authority.ExportCertificatePem());
        BrokerCertificate = Issue(authority);
    }

    /// <summary>The authority's certificate in a file, for <c>ssl.ca.location</c>.</summary>
    public string Path => System.IO.Path.Combine(_folder, "ca.pem");

    /// <summary>The broker's certificate with its key.</summary>
    public X509Certificate2 BrokerCertificate { get; }

    public void Dispose()
    {
        BrokerCertificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        // Some builds of OpenSSL look for an address among the names.
        names.AddDnsName("127.0.0.1");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, From, To, RandomNumberGenerator.GetBytes(16));
        using var whole = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }
}
