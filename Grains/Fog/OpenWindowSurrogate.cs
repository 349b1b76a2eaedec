namespace FederatedOrleans.Grains.Fog;

/// <summary>An <see cref="OpenWindow"/> as a checkpoint holds it.</summary>
[GenerateSerializer, Alias("fo.open-window")]
internal struct OpenWindowSurrogate
{
    [Id(0)]
    public long Start;

    [Id(1)]
    public long Samples;

    /// <summary>What the model keeps in binary64.</summary>
    [Id(2)]
    public double[]? Numbers;

    /// <summary>Number of present values, per feature.</summary>
    [Id(3)]
    public long[]? Present;

    /// <summary>What the model keeps as exact integers.</summary>
    [Id(4)]
    public Int128[]? Sums;
}
