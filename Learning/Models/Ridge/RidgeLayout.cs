using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Learning.Models.Ridge;

/// <summary>
/// Where the numbers of <see cref="RidgeModel"/> stand, for p predictors. Sums, 1 + m + m(m + 1) / 2 of them with m = p + 1: the number of
/// rows; the sum of each predictor, then of the target; the sums of the products of each two of these, row by row of the lower triangle,
/// the target last: X'X, then X'y, then y'y. Weights, p + 3 of them: the intercept, the coefficients, the variance of the residuals, the
/// number of rows.
/// </summary>
/// <param name="predictors">Number p of predictors.</param>
internal sealed class RidgeLayout(int predictors)
{
    /// <summary>The number of rows, in sums.</summary>
    public const int Rows = 0;

    /// <summary>The intercept, in weights.</summary>
    public const int Intercept = 0;

    /// <summary>The first coefficient, in weights.</summary>
    public const int Coefficients = 1;

    private readonly int _products = predictors + 2;

    /// <summary>Number of predictors.</summary>
    public int Predictors => predictors;

    /// <summary>Number of sums.</summary>
    public int SumCount => _products + Cholesky.Length(predictors + 1);

    /// <summary>Number of weights.</summary>
    public int WeightCount => predictors + 3;

    /// <summary>The variance of the residuals, in weights.</summary>
    public int ResidualVariance => predictors + 1;

    /// <summary>The number of rows, in weights.</summary>
    public int RowWeight => predictors + 2;

    /// <summary>The sum of a column.</summary>
    /// <param name="column">A predictor, or their number for the target.</param>
    public static int Sum(int column) => 1 + column;

    /// <summary>The sum of the products of two columns.</summary>
    /// <param name="row">The first.</param>
    /// <param name="column">The second, at most the first.</param>
    public int Product(int row, int column) => _products + Cholesky.Index(row, column);
}
