using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.Sensors.Sending;
using FederatedOrleans.ServiceDefaults;
using FederatedOrleans.Silo.Api;
using FederatedOrleans.Silo.Hosting;

using var signal = EndSignal.Listen();
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ContentRootPath = AppContext.BaseDirectory,
});

builder.AddServiceDefaults([FederationTelemetry.Name, "Orleans.Streaming.Kafka", "Microsoft.Orleans"], [FederationTelemetry.Name, ReadingTraces.SourceName]);
builder.AddKafka();
builder.AddOrleansSilo();
builder.AddArchive();
builder.AddSimulator();
builder.AddOrleansDashboard();
builder.AddReadiness();
builder.AddApi();
builder.AddHostEnd();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapFederations();
app.MapOrleansDashboardIfEnabled();
await app.RunToEndAsync(signal);
