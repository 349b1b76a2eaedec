using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Registration;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Samples.CustomModel;

/// <summary>Makes the model and the strategy of this library known to the host that loads it.</summary>
public sealed class SampleModule : ILearningModule
{
    /// <inheritdoc />
    public void AddTo(LocalModels models)
    {
        ArgumentNullException.ThrowIfNull(models);
        models.Add(FeatureMeansModel.ModelName, settings => new FeatureMeansModel(settings));
    }

    /// <inheritdoc />
    public void AddTo(AggregationStrategies strategies)
    {
        ArgumentNullException.ThrowIfNull(strategies);
        strategies.Add(ClippedMeanStrategy.StrategyName, settings => new ClippedMeanStrategy(settings));
    }
}
