namespace FederatedOrleans.Learning.Strategies.Linear;

/// <summary>How an adaptive optimizer keeps the second moment.</summary>
internal enum AdaptiveRule
{
    /// <summary>A mean that forgets exponentially, with the correction of its bias.</summary>
    Adam,

    /// <summary>A step towards the square whose size does not depend on how far it is.</summary>
    Yogi,

    /// <summary>The sum of all squares.</summary>
    Adagrad,
}
