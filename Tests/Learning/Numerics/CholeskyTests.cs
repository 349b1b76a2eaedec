using CsCheck;
using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Tests.Learning.Numerics;

[Trait("Category", "Unit")]
public sealed class CholeskyTests
{
    [Fact]
    public void Solve_PositiveDefinite_SolvesTheSystem() => Matrices(6).Sample(rows =>
    {
        var size = rows.Length;
        var matrix = Gram(rows, ridge: 1);
        var expected = Enumerable.Range(1, size).Select(i => (double)i).ToArray();
        var vector = Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Sum(j => Element(matrix, i, j) * expected[j])).ToArray();

        var factor = new double[matrix.Length];
        Assert.True(Cholesky.TryFactor(matrix, factor, size));
        Cholesky.Solve(factor, vector);

        Assert.All(vector.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    });

    [Fact]
    public void TryFactor_PositiveDefinite_IsLeftAlone()
    {
        double[] matrix = [4, 2, 5, -2, 3, 14];
        var factor = new double[6];

        Assert.True(Cholesky.TryFactor(matrix, factor, 3));

        // By hand: rows 2; 1, 2; -1, 2, 3.
        Assert.Equal([2, 1, 2, -1, 2, 3], factor);
    }

    [Theory]
    [InlineData(1.0, 1.0, 1.0)]
    [InlineData(1.0, 3.0, 1.0)]
    [InlineData(1e-20, 1e-20, 1e-20)]
    public void TryFactor_NotPositiveDefinite_IsMadeSo(double first, double between, double second)
    {
        var factor = new double[3];

        Assert.True(Cholesky.TryFactor([first, between, second], factor, 2));

        Assert.All(factor, value => Assert.True(double.IsFinite(value)));
        Assert.True(factor[0] > 0 && factor[2] > 0);
        // What was not on the diagonal stays.
        Assert.Equal(between, factor[0] * factor[1], between * 1e-12);
    }

    [Fact]
    public void TryFactor_NumbersThatAreNone_HasNoFactor()
    {
        Assert.False(Cholesky.TryFactor([1, double.NaN, 1], new double[3], 2));
        Assert.False(Cholesky.TryFactor([double.PositiveInfinity], new double[1], 1));
        Assert.False(Cholesky.TryFactor([0.0], new double[1], 1));
    }

    private static Gen<double[][]> Matrices(int largest) =>
        Gen.Int[1, largest].SelectMany(size => Gen.Double[-3, 3].Array[size].Array[size]);

    private static double[] Gram(double[][] rows, double ridge) => [.. Enumerable.Range(0, rows.Length).SelectMany(i =>
        Enumerable.Range(0, i + 1).Select(j => rows[i].Zip(rows[j], (a, b) => a * b).Sum() + (i == j ? ridge : 0)))];

    private static double Element(double[] triangle, int i, int j) => triangle[Cholesky.Index(Math.Max(i, j), Math.Min(i, j))];
}
