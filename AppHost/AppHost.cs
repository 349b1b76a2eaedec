using FederatedOrleans.AppHost;

var builder = DistributedApplication.CreateBuilder(args);

var kafka = builder.AddKafka("kafka")
    .WithOrleansProviderType("Kafka")
    .WithDataVolume()
    .WithKafkaUI();

#pragma warning disable ASPIRECERTIFICATES001 // Redis is reached over loopback only: no certificate, even where a trusted one exists.
var redis = builder.AddRedis("redis")
    .WithDataVolume()
    .WithPersistence(interval: TimeSpan.FromSeconds(10), keysChangedThreshold: 1)
    .WithoutHttpsCertificate();
#pragma warning restore ASPIRECERTIFICATES001

var prometheus = builder.AddPrometheus("prometheus");

builder.AddGrafana("grafana", prometheus)
    .WaitFor(prometheus);

var orleans = builder.AddOrleans("orleans")
    .WithClusterId("federated-orleans")
    .WithServiceId("federated-orleans")
    .WithClustering(redis)
    .WithReminders(redis)
    .WithGrainStorage("federation", redis)
    .WithStreaming("kafka", kafka);

var kafkaSettings = builder.GetKafkaSettings();

var silo = builder.AddProject<Projects.Silo>("silo", launchProfileName: "http")
    .WithReplicas(builder.GetSiloReplicas())
    .WithReference(orleans)
    .WithKafkaSettings(kafkaSettings)
    .WithLoopbackEndpoints()
    .WithMetricsTo(prometheus)
    .WithPages()
    .WithHttpHealthCheck("/health")
    .WaitFor(kafka)
    .WaitFor(redis);

builder.AddProject<Projects.Edge>("edge")
    .WithSimulatedSensors(sensors: builder.AddParameter("sensors"), rate: builder.AddParameter("rate"))
    .WithReference(kafka)
    .WithKafkaSettings(kafkaSettings)
    .WaitFor(silo);

var app = builder.Build();
if (builder.ExecutionContext.IsRunMode && !await ContainerRuntime.IsReadyAsync(builder.Configuration))
{
    await Console.Error.WriteLineAsync(ContainerRuntime.WhatToDo);
    return 1;
}

await app.RunAsync();
return 0;
