namespace FederatedOrleans.Learning.Numerics;

/// <summary>
/// The Cholesky factor L of a symmetric positive definite matrix A = L Lᵀ, and what is solved with it: lower triangles row by row, in one
/// fixed order of operations (G. H. Golub, C. F. Van Loan, Matrix Computations, 4th edition, section 4.2).
/// </summary>
internal static class Cholesky
{
    /// <summary>A pivot below this share of its diagonal element counts as none: what remains is mostly rounding.</summary>
    private const double SmallestPivot = 1.0 / (1L << 40);

    private const double FirstRidge = 1.0 / (1L << 30);
    private const double LargestRidge = 1L << 62;

    /// <summary>The length of a triangle.</summary>
    /// <param name="size">Rows of the matrix.</param>
    public static int Length(int size) => size * (size + 1) / 2;

    /// <summary>The place of an element in a triangle.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column, at most the row.</param>
    public static int Index(int row, int column) => (row * (row + 1) / 2) + column;

    /// <summary>
    /// Factors a matrix. One that is not positive definite, or barely, is made so: its diagonal is multiplied by 1 + 2^-30, or by 16 times
    /// as much above 1, and so on, until a factor exists.
    /// </summary>
    /// <param name="matrix">The lower triangle, its diagonal above 0.</param>
    /// <param name="factor">Takes the factor; of the same length.</param>
    /// <param name="size">Rows of the matrix.</param>
    /// <returns>
    /// Whether there is a factor; always, unless the matrix holds numbers that are not finite or a diagonal that is not positive.
    /// </returns>
    public static bool TryFactor(ReadOnlySpan<double> matrix, Span<double> factor, int size)
    {
        if (TryFactor(matrix, factor, size, 0))
        {
            return true;
        }

        for (var ridge = FirstRidge; ridge < LargestRidge; ridge *= 16)
        {
            if (TryFactor(matrix, factor, size, ridge))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Solves L y = b.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="vector">b; becomes y.</param>
    public static void SolveLower(ReadOnlySpan<double> factor, Span<double> vector)
    {
        var place = 0;
        for (var row = 0; row < vector.Length; row++)
        {
            var rest = vector[row];
            for (var column = 0; column < row; column++)
            {
                rest -= factor[place++] * vector[column];
            }

            vector[row] = rest / factor[place++];
        }
    }

    /// <summary>Solves L Lᵀ x = b.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="vector">b; becomes x.</param>
    public static void Solve(ReadOnlySpan<double> factor, Span<double> vector)
    {
        SolveLower(factor, vector);
        for (var row = vector.Length - 1; row >= 0; row--)
        {
            var rest = vector[row];
            for (var below = row + 1; below < vector.Length; below++)
            {
                rest -= factor[Index(below, row)] * vector[below];
            }

            vector[row] = rest / factor[Index(row, row)];
        }
    }

    private static bool TryFactor(ReadOnlySpan<double> matrix, Span<double> factor, int size, double ridge)
    {
        for (var row = 0; row < size; row++)
        {
            var own = factor.Slice(Index(row, 0), row + 1);
            for (var column = 0; column <= row; column++)
            {
                var other = factor.Slice(Index(column, 0), column + 1);
                var rest = matrix[Index(row, column)];
                var diagonal = rest * (1 + ridge);
                rest = column == row ? diagonal : rest;
                for (var k = 0; k < column; k++)
                {
                    rest -= own[k] * other[k];
                }

                if (column < row)
                {
                    own[column] = rest / other[column];
                }
                else if (rest > diagonal * SmallestPivot && double.IsFinite(rest))
                {
                    own[column] = Math.Sqrt(rest);
                }
                else
                {
                    return false;
                }
            }
        }

        return true;
    }
}
