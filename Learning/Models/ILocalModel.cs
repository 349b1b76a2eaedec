namespace FederatedOrleans.Learning.Models;

/// <summary>
/// A kind of local model, bound to its settings: what a window keeps of its readings, what it contributes, and what a global model of it
/// says about a reading. It has no state of its own and every result is a function of its arguments, to the last bit and on any machine.
/// </summary>
public interface ILocalModel
{
    /// <summary>The name under which the model is registered and configured.</summary>
    string Name { get; }

    /// <summary>What its contributions are.</summary>
    ContributionForm Form { get; }

    /// <summary>How many numbers a contribution has.</summary>
    int ContributionLength { get; }

    /// <summary>How many weights a global model has; equal to <see cref="ContributionLength"/> unless contributions are sums.</summary>
    int WeightCount { get; }

    /// <summary>Whether a window can be closed only with the global model that its training begins with.</summary>
    bool NeedsBase => false;

    /// <summary>Begins a window.</summary>
    LocalWindow Open();

    /// <summary>
    /// Whether the model can take a reading: every present value is in its range. A reading that it cannot take is to be rejected as a
    /// whole and counted, not added.
    /// </summary>
    /// <param name="values">One value per feature; NaN where it is missing.</param>
    bool Accepts(ReadOnlySpan<double> values) => true;

    /// <summary>Adds one reading to a window. Readings come in offset order.</summary>
    /// <param name="window">A window of this model.</param>
    /// <param name="reading">A reading that <see cref="Accepts"/> accepts.</param>
    void Add(LocalWindow window, in Reading reading);

    /// <summary>Ends a window and makes its contribution.</summary>
    /// <param name="window">A window with at least one reading.</param>
    /// <param name="baseWeights">
    /// The global weights that the training begins with, <see cref="WeightCount"/> long; empty for none yet and for models without a base.
    /// </param>
    LocalContribution Close(LocalWindow window, ReadOnlySpan<double> baseWeights);

    /// <summary>
    /// Whether sums can be those of a number of readings; only for <see cref="ContributionForm.Sums"/>. Sums that pass add up without
    /// overflow as long as the totals pass as well.
    /// </summary>
    /// <param name="samples">The number of readings.</param>
    /// <param name="sums">The sums, of any length.</param>
    bool AcceptsSums(long samples, ReadOnlySpan<Int128> sums) => false;

    /// <summary>The global weights that sums stand for; only for <see cref="ContributionForm.Sums"/>.</summary>
    /// <param name="sums">Sums over all participants, <see cref="ContributionLength"/> long.</param>
    /// <exception cref="NotSupportedException">Contributions are no sums.</exception>
    double[] WeightsOf(ReadOnlySpan<Int128> sums) => throw new NotSupportedException($"The contributions of {Name} are no sums.");

    /// <summary>Makes what scores readings with a model.</summary>
    /// <param name="weights">The weights, <see cref="WeightCount"/> long.</param>
    /// <param name="quantile">The share of normal readings that must not count as anomalies, above 0 and below 1.</param>
    /// <returns>The scorer, or null when this kind of model does not score or these weights do not suffice.</returns>
    IReadingScorer? CreateScorer(ReadOnlySpan<double> weights, double quantile) => null;
}
