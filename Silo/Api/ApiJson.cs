using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using Microsoft.AspNetCore.Mvc;

namespace FederatedOrleans.Silo.Api;

/// <summary>The JSON form of the HTTP API.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<FederationSummary>))]
[JsonSerializable(typeof(FederationDetails))]
[JsonSerializable(typeof(GlobalModelMessage))]
[JsonSerializable(typeof(IReadOnlyList<GlobalModelMessage>))]
[JsonSerializable(typeof(IReadOnlyList<FogNodeStatus>))]
[JsonSerializable(typeof(FederationRejections))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
