namespace FederatedOrleans.AppHost;

/// <summary>Hands Kafka's settings on, its security among them, to everything that talks to Kafka.</summary>
internal static class KafkaSettingsExtensions
{
    private static readonly string[] Sections = ["Kafka", "KafkaCloud"];

    /// <summary>
    /// The settings below <c>Kafka:ClientSettings</c> and <c>KafkaCloud:ClientSettings</c> of this program's configuration, by the variable that hands each on. They are
    /// secret parameters, since nobody but librdkafka knows which of them are.
    /// </summary>
    public static IReadOnlyDictionary<string, IResourceBuilder<ParameterResource>> GetKafkaSettings(this IDistributedApplicationBuilder builder) => (
        from section in Sections
        from setting in builder.Configuration.GetSection($"{section}:ClientSettings").GetChildren()
        where setting.Value is not null
        select (Variable: $"{section}__ClientSettings__{setting.Key}", Parameter: builder.AddParameter(NameOf(section, setting.Key), setting.Value!, secret: true)))
        .ToDictionary(setting => setting.Variable, setting => setting.Parameter);

    /// <summary>Gives a project the settings.</summary>
    /// <param name="project">The project.</param>
    /// <param name="settings">The settings.</param>
    public static IResourceBuilder<ProjectResource> WithKafkaSettings(
        this IResourceBuilder<ProjectResource> project, IReadOnlyDictionary<string, IResourceBuilder<ParameterResource>> settings)
    {
        foreach (var (variable, parameter) in settings)
        {
            project.WithEnvironment(variable, parameter);
        }

        return project;
    }

    /// <summary>A parameter's name has letters, digits and hyphens.</summary>
    private static string NameOf(string section, string setting) => $"{section}-{setting}".Replace('.', '-').Replace('_', '-').ToLowerInvariant();
}
