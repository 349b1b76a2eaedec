namespace FederatedOrleans.Tests.Learning.Models.Ridge;

/// <summary>Ridge regression written down a second time: normal equations in binary64, solved by Gaussian elimination.</summary>
internal static class LeastSquares
{
    /// <summary>Intercept, then coefficients.</summary>
    public static double[] Solve(IReadOnlyList<(double[] X, double Y)> rows, double lambda, bool hasIntercept)
    {
        var size = rows[0].X.Length + 1;
        var matrix = new double[size][];
        for (var i = 0; i < size; i++)
        {
            matrix[i] = new double[size + 1];
            for (var j = 0; j < size; j++)
            {
                matrix[i][j] = rows.Sum(row => Column(row.X, i) * Column(row.X, j));
            }

            matrix[i][i] += i == 0 ? 0 : lambda;
            matrix[i][size] = rows.Sum(row => Column(row.X, i) * row.Y);
        }

        if (!hasIntercept)
        {
            matrix[0] = [1, .. new double[size]];
            matrix[0].AsSpan(1).Clear();
        }

        return Eliminate(matrix, size);

        double Column(double[] x, int i) => i == 0 ? (hasIntercept ? 1 : 0) : x[i - 1];
    }

    private static double[] Eliminate(double[][] matrix, int size)
    {
        for (var step = 0; step < size; step++)
        {
            var pivot = Enumerable.Range(step, size - step).MaxBy(row => Math.Abs(matrix[row][step]));
            (matrix[step], matrix[pivot]) = (matrix[pivot], matrix[step]);
            for (var row = 0; row < size; row++)
            {
                var share = row == step ? 0 : matrix[row][step] / matrix[step][step];
                for (var column = step; column <= size; column++)
                {
                    matrix[row][column] -= share * matrix[step][column];
                }
            }
        }

        return [.. Enumerable.Range(0, size).Select(row => matrix[row][size] / matrix[row][row])];
    }
}
