namespace FederatedOrleans.Silo.Api;

/// <summary>Answers 503 where a grain cannot be reached: it is on its way to another silo, or no silo hosts its tier.</summary>
internal sealed partial class UnreachableFilter(ILogger<UnreachableFilter> logger) : IEndpointFilter
{
    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            LogUnreachable(context.HttpContext.Request.Path, exception.Message);
            return TypedResults.Problem(
                "A grain cannot be reached: it moves, or no silo hosts its tier. Ask again.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "Not reachable now");
        }
    }

    [LoggerMessage(EventId = 351, Level = LogLevel.Warning, Message = "{Path} could not be answered: {Reason}")]
    private partial void LogUnreachable(string path, string reason);
}
