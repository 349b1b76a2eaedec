using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Silo.Api;

/// <summary>The HTTP routes by which an operator changes what a federation does.</summary>
internal static class OperatorEndpoints
{
    /// <summary>Maps the routes below one federation.</summary>
    public static void MapOperator(this RouteGroupBuilder federation)
    {
        var changes = federation.MapGroup("").AddEndpointFilter<ApiKeyFilter>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        changes.MapPost("/rollback", RollBackAsync).WithSummary("Goes back to a version: decides a new one that is a copy of it.");
        changes.MapPost("/nodes/{participant}/release", ReleaseAsync).WithSummary("Releases a participant from quarantine.");
    }

    private static async Task<Results<Ok<GlobalModelMessage>, ProblemHttpResult>> RollBackAsync(
        string federation, RollbackRequest request, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (request.Version < 1)
        {
            return Problem(StatusCodes.Status400BadRequest, "Bad version", $"version is {request.Version}; it must be 1 or more.");
        }

        try
        {
            return await grains.GetGrain<IGlobalAggregatorGrain>(federation).Rollback(request.Version, cancellationToken) is { } model
                ? TypedResults.Ok(model)
                : Problem(StatusCodes.Status404NotFound, "No such version", $"Federation '{federation}' has no version {request.Version} of its model that could be restored.");
        }
        catch (InvalidOperationException exception)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, "Not yet", exception.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReleaseAsync(
        string federation, string participant, IOptions<FederationsOptions> federations, IGrainFactory grains, CancellationToken cancellationToken)
    {
        // A slash in a path segment comes escaped; a fog node may be named by its partition alone.
        var said = Uri.UnescapeDataString(participant);
        var name = int.TryParse(said, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var partition)
            ? FogNodeKey.Create(federation, partition)
            : said;
        var aggregator = FederationRegions.AggregatorOf(federation, name, federations.Value.Federations[federation].Regions);
        try
        {
            var isReleased = FederationRegions.IsRegion(aggregator)
                ? grains.GetGrain<IRegionalAggregatorGrain>(aggregator).Release(name, cancellationToken)
                : grains.GetGrain<IGlobalAggregatorGrain>(federation).Release(name, cancellationToken);
            return await isReleased
                ? TypedResults.NoContent()
                : Problem(StatusCodes.Status404NotFound, "Not quarantined", $"'{name}' of federation '{federation}' is not quarantined.");
        }
        catch (InvalidOperationException exception)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, "Not yet", exception.Message);
        }
    }

    private static ProblemHttpResult Problem(int status, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title);
}
