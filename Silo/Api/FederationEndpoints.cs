using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Tiers;
using FederatedOrleans.Silo.Rounds;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Silo.Api;

/// <summary>The HTTP routes of federations.</summary>
internal static class FederationEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 10_000;

    /// <summary>Maps the routes below <c>/api/federations</c>.</summary>
    public static void MapFederations(this IEndpointRouteBuilder app)
    {
        var all = app.MapGroup("/api/federations").WithTags("Federations").AddEndpointFilter<UnreachableFilter>();
        all.MapGet("", ListAsync).WithSummary("All federations.");

        var one = all.MapGroup("/{federation}").AddEndpointFilter(RequireFederationAsync).ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("", GetAsync).WithSummary("Configuration and status of a federation.");
        one.MapGet("/model", GetModelAsync).WithSummary("The newest global model.");
        one.MapGet("/models", GetModelsAsync).WithSummary("The newest global models, newest first.");
        one.MapGet("/nodes", GetNodesAsync).WithSummary("The fog nodes.");
        one.MapGet("/rejections", GetRejectionsAsync).WithSummary("Updates that did not count, per participant and reason, and who is quarantined.");
        one.MapOperator();
        one.MapGet("/stream", Stream).WithSummary("Server-sent events: one event 'round' per new version; Last-Event-ID gets what was missed.");
    }

    private static async ValueTask<object?> RequireFederationAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var name = (string?)context.HttpContext.GetRouteValue("federation") ?? "";
        var federations = context.HttpContext.RequestServices.GetRequiredService<IOptions<FederationsOptions>>().Value.Federations;
        return federations.ContainsKey(name)
            ? await next(context)
            : NotFound("Unknown federation", $"There is no federation '{name}'. Known are: {string.Join(", ", federations.Keys)}.");
    }

    private static async Task<Ok<IReadOnlyList<FederationSummary>>> ListAsync(
        IOptions<FederationsOptions> federations, IGrainFactory grains, CancellationToken cancellationToken)
    {
        IReadOnlyList<FederationSummary> summaries = await Task.WhenAll(federations.Value.Federations.Select(async federation =>
        {
            var status = await grains.GetGrain<IGlobalAggregatorGrain>(federation.Key).GetStatus(cancellationToken);
            return new FederationSummary(federation.Key, federation.Value.Model, federation.Value.Strategy, status.Version, status.Participants);
        }));
        return TypedResults.Ok(summaries);
    }

    private static async Task<Results<Ok<FederationDetails>, ProblemHttpResult>> GetAsync(
        string federation,
        IOptions<FederationsOptions> federations,
        IGrainFactory grains,
        [FromServices] SensorPartitions partitions,
        IOptions<ArchiveOptions> archive,
        CancellationToken cancellationToken)
    {
        var options = federations.Value.Federations[federation];
        var status = await grains.GetGrain<IGlobalAggregatorGrain>(federation).GetStatus(cancellationToken);
        var archived = archive.Value.IsEnabled ? await grains.GetGrain<IFederationArchiveGrain>(federation).GetStatus(cancellationToken) : null;
        try
        {
            var count = await partitions.CountAsync(options.SensorTopic, cancellationToken);
            return TypedResults.Ok(new FederationDetails(federation, FederationConfiguration.From(options, count), status, archived));
        }
        catch (InvalidOperationException exception)
        {
            return NotYet(exception);
        }
    }

    private static async Task<Results<Ok<GlobalModelMessage>, ProblemHttpResult>> GetModelAsync(
        string federation, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var models = await grains.GetGrain<IGlobalAggregatorGrain>(federation).GetModels(1, cancellationToken);
        return models is [var model] ? TypedResults.Ok(model) : NotFound("No model yet", $"The first round of federation '{federation}' has not closed.");
    }

    private static async Task<Results<Ok<IReadOnlyList<GlobalModelMessage>>, ProblemHttpResult>> GetModelsAsync(
        string federation, IGrainFactory grains, CancellationToken cancellationToken, int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return TypedResults.Problem($"limit is {limit}; it must be between 1 and {MaxLimit}.", statusCode: StatusCodes.Status400BadRequest, title: "Bad limit");
        }

        return TypedResults.Ok(await grains.GetGrain<IGlobalAggregatorGrain>(federation).GetModels(limit, cancellationToken));
    }

    private static async Task<Results<Ok<IReadOnlyList<FogNodeStatus>>, ProblemHttpResult>> GetNodesAsync(
        string federation,
        IOptions<FederationsOptions> federations,
        IGrainFactory grains,
        [FromServices] SensorPartitions partitions,
        CancellationToken cancellationToken)
    {
        try
        {
            var count = await partitions.CountAsync(federations.Value.Federations[federation].SensorTopic, cancellationToken);
            IReadOnlyList<FogNodeStatus> nodes = await Task.WhenAll(Enumerable.Range(0, count).Select(
                partition => grains.GetGrain<IFogNodeGrain>(FogNodeKey.Create(federation, partition)).GetStatus(cancellationToken)));
            return TypedResults.Ok(nodes);
        }
        catch (InvalidOperationException exception)
        {
            return NotYet(exception);
        }
    }

    private static async Task<Ok<FederationRejections>> GetRejectionsAsync(
        string federation, IOptions<FederationsOptions> federations, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var regions = Enumerable.Range(0, federations.Value.Federations[federation].Regions).Select(
            region => grains.GetGrain<IRegionalAggregatorGrain>(FederationRegions.Create(federation, region)).GetRejections(cancellationToken));
        var all = await Task.WhenAll(regions.Prepend(grains.GetGrain<IGlobalAggregatorGrain>(federation).GetRejections(cancellationToken)));
        return TypedResults.Ok(new FederationRejections
        {
            Rejections = [.. all.SelectMany(one => one.Rejections).OrderBy(count => count.Participant, StringComparer.Ordinal).ThenBy(count => count.Reason, StringComparer.Ordinal)],
            Quarantined = [.. all.SelectMany(one => one.Quarantined).Order(StringComparer.Ordinal)],
        });
    }

    private static ServerSentEventsResult<GlobalModelMessage?> Stream(
        string federation,
        RoundFeeds feeds,
        IHostApplicationLifetime lifetime,
        HttpContext context,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        long? after = long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
        return TypedResults.ServerSentEvents(EventsAsync(feeds[federation].ListenAsync(after, lifetime.ApplicationStopping), context.RequestAborted));
    }

    /// <summary>An event 'open' tells the client at once that it is connected.</summary>
    private static async IAsyncEnumerable<SseItem<GlobalModelMessage?>> EventsAsync(
        IAsyncEnumerable<GlobalModelMessage> models, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new(null, "open");
        await foreach (var model in models.WithCancellation(cancellationToken))
        {
            yield return new(model, "round") { EventId = model.Version.ToString(CultureInfo.InvariantCulture) };
        }
    }

    private static ProblemHttpResult NotYet(InvalidOperationException exception) =>
        TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not yet");

    private static ProblemHttpResult NotFound(string title, string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: title);
}
