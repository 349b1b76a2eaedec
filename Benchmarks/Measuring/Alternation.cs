namespace FederatedOrleans.Benchmarks.Measuring;

/// <summary>Repeats variants in turns, so that whatever changes on the machine meanwhile meets them all alike.</summary>
internal static class Alternation
{
    /// <summary>Runs every variant once per repetition; each repetition begins with another one.</summary>
    /// <param name="variants">The variants.</param>
    /// <param name="warmUps">Repetitions that are not counted.</param>
    /// <param name="repetitions">Repetitions that are.</param>
    /// <param name="run">Runs a variant.</param>
    /// <returns>The results of each variant.</returns>
    public static async Task<IReadOnlyDictionary<T, IReadOnlyList<TResult>>> RunAsync<T, TResult>(
        IReadOnlyList<T> variants, int warmUps, int repetitions, Func<T, Task<TResult>> run)
        where T : notnull
    {
        var results = variants.ToDictionary(variant => variant, _ => new List<TResult>());
        for (var repetition = 0; repetition < warmUps + repetitions; repetition++)
        {
            for (var i = 0; i < variants.Count; i++)
            {
                var variant = variants[(i + repetition) % variants.Count];
                var result = await run(variant);
                if (repetition >= warmUps)
                {
                    results[variant].Add(result);
                }
            }
        }

        return results.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<TResult>)pair.Value);
    }
}
