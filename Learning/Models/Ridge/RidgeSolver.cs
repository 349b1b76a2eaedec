using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Learning.Models.Ridge;

/// <summary>
/// Solves the normal equations of ridge regression, (X'X + λI) b = X'y (A. E. Hoerl, R. W. Kennard, Ridge Regression, Technometrics 12,
/// 1970, equation 2.1), with an intercept for deviations from the means, so that it is not penalised. The matrix is exact up to one
/// rounding of each element.
/// </summary>
/// <param name="layout">Where sums and weights stand.</param>
/// <param name="quantizer">What the sums are in units of.</param>
/// <param name="lambda">The penalty λ, 0 or more.</param>
/// <param name="hasIntercept">Whether there is an intercept.</param>
internal readonly struct RidgeSolver(RidgeLayout layout, Quantizer quantizer, double lambda, bool hasIntercept)
{
    /// <summary>The weights that sums stand for: all 0 when there are no rows.</summary>
    /// <param name="sums">The sums.</param>
    public double[] Solve(ReadOnlySpan<Int128> sums)
    {
        var weights = new double[layout.WeightCount];
        var rows = sums[RidgeLayout.Rows];
        if (rows <= 0)
        {
            return weights;
        }

        var (size, target) = (layout.Predictors, layout.Predictors);
        var scatter = new double[Cholesky.Length(size + 1)];
        for (var i = 0; i <= size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                scatter[Cholesky.Index(i, j)] = Scatter(sums, i, j);
            }
        }

        var coefficients = weights.AsSpan(RidgeLayout.Coefficients, size);
        scatter.AsSpan(Cholesky.Index(target, 0), size).CopyTo(coefficients);
        SolveNormalEquations(scatter.AsSpan(0, Cholesky.Length(size)), coefficients);
        weights[RidgeLayout.Intercept] = hasIntercept ? Intercept(sums, coefficients) : 0;
        var freedom = (double)rows - size - (hasIntercept ? 1 : 0);
        weights[layout.ResidualVariance] = freedom > 0 ? Residuals(scatter, coefficients) / freedom : 0;
        weights[layout.RowWeight] = (double)rows;
        return weights;
    }

    private double Scatter(ReadOnlySpan<Int128> sums, int i, int j)
    {
        var (rows, product) = (sums[RidgeLayout.Rows], sums[layout.Product(i, j)]);
        return hasIntercept
            ? quantizer.Scatter(rows, product, sums[RidgeLayout.Sum(i)], sums[RidgeLayout.Sum(j)], rows)
            : quantizer.Scatter(1, product, 0, 0, 1);
    }

    private void SolveNormalEquations(ReadOnlySpan<double> scatter, Span<double> vector)
    {
        var matrix = scatter.ToArray();
        for (var i = 0; i < vector.Length; i++)
        {
            ref var diagonal = ref matrix[Cholesky.Index(i, i)];
            diagonal += lambda;
            // A predictor that never changes: its row is 0, and so its coefficient will be.
            diagonal = diagonal == 0 ? quantizer.Variance : diagonal;
        }

        var factor = new double[matrix.Length];
        if (!Cholesky.TryFactor(matrix, factor, vector.Length))
        {
            throw new ArithmeticException("The normal equations hold numbers that are not finite.");
        }

        Cholesky.Solve(factor, vector);
    }

    private double Intercept(ReadOnlySpan<Int128> sums, ReadOnlySpan<double> coefficients)
    {
        var rows = sums[RidgeLayout.Rows];
        var intercept = quantizer.Mean(sums[RidgeLayout.Sum(coefficients.Length)], rows);
        for (var i = 0; i < coefficients.Length; i++)
        {
            intercept -= coefficients[i] * quantizer.Mean(sums[RidgeLayout.Sum(i)], rows);
        }

        return intercept;
    }

    /// <summary>The sum of the squared residuals: y'y - 2 b'X'y + b'X'Xb.</summary>
    private static double Residuals(ReadOnlySpan<double> scatter, ReadOnlySpan<double> coefficients)
    {
        var size = coefficients.Length;
        var residuals = scatter[Cholesky.Index(size, size)];
        for (var i = 0; i < size; i++)
        {
            var product = -2 * scatter[Cholesky.Index(size, i)];
            for (var j = 0; j < size; j++)
            {
                product += scatter[Cholesky.Index(Math.Max(i, j), Math.Min(i, j))] * coefficients[j];
            }

            residuals += coefficients[i] * product;
        }

        return Math.Max(0, residuals);
    }
}
