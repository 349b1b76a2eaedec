using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Silo.Api;

/// <summary>
/// Lets requests that change state pass only with the configured key in the header <c>X-Api-Key</c>, or from this machine where no key is configured.
/// </summary>
internal sealed class ApiKeyFilter(IOptions<ApiOptions> options) : IEndpointFilter
{
    /// <summary>The header.</summary>
    public const string Header = "X-Api-Key";

    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (options.Value.Key is not { Length: > 0 } key)
        {
            return http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
                ? next(context)
                : Refuse(StatusCodes.Status403Forbidden, "Only from this machine", "No Api:Key is configured, so state can be changed from this machine only.");
        }

        return IsKey(http.Request.Headers[Header].ToString(), key)
            ? next(context)
            : Refuse(StatusCodes.Status401Unauthorized, "Wrong key", $"The header {Header} must hold the configured Api:Key.");
    }

    /// <summary>Compares in a time that tells nothing of the key but its length.</summary>
    private static bool IsKey(string said, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said), Encoding.UTF8.GetBytes(key));

    private static ValueTask<object?> Refuse(int status, string title, string detail) => new(TypedResults.Problem(detail, statusCode: status, title: title));
}
