using Orleans.Dashboard;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>Orleans' own dashboard, off unless <c>Dashboard:Enabled</c> says otherwise: nothing protects it.</summary>
internal static class DashboardHosting
{
    private const string EnabledKey = "Dashboard:Enabled";
    private const string Path = "/dashboard";

    /// <summary>Adds what the dashboard shows, where it is wanted.</summary>
    public static void AddOrleansDashboard(this WebApplicationBuilder builder)
    {
        if (IsEnabled(builder.Configuration))
        {
            builder.UseOrleans(silo => silo.AddDashboard());
        }
    }

    /// <summary>Maps the dashboard where it was added.</summary>
    public static void MapOrleansDashboardIfEnabled(this WebApplication app)
    {
        if (IsEnabled(app.Configuration))
        {
            app.MapOrleansDashboard(routePrefix: Path);
        }
    }

    private static bool IsEnabled(IConfiguration configuration) => configuration.GetValue(EnabledKey, false);
}
