using FederatedOrleans.Learning.Privacy;

namespace FederatedOrleans.Tests.Learning.Golden;

[Trait("Category", "Unit")]
public sealed class RenyiGoldenTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Cases => [.. GoldenFile.Names(name => name.StartsWith("rdp/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Epsilon_OfACase_IsThePublishedResult(string name)
    {
        var golden = GoldenFile.Case(name);
        var parameters = golden.GetProperty("params");
        var orders = GoldenFile.Numbers(parameters.GetProperty("orders"));

        var divergences = RenyiAccountant.Divergences(
            parameters.GetProperty("q").GetDouble(), parameters.GetProperty("sigma").GetDouble(), parameters.GetProperty("steps").GetInt64(), orders);
        var (epsilon, order) = RenyiAccountant.Epsilon(orders, divergences, parameters.GetProperty("delta").GetDouble());

        GoldenFile.AssertClose(GoldenFile.Numbers(golden.GetProperty("expected")), [epsilon, order, .. divergences], Tolerance);
    }
}
