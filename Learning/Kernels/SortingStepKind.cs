namespace FederatedOrleans.Learning.Kernels;

/// <summary>What a step of a sorting network does.</summary>
internal enum SortingStepKind
{
    /// <summary>Orders two rows.</summary>
    Exchange,

    /// <summary>Sorts eight rows.</summary>
    Sort,

    /// <summary>Merges eight sorted rows with the eight sorted ones after them.</summary>
    Merge,
}
