using CsCheck;

namespace FederatedOrleans.Tests.Learning.Exact;

/// <summary>What random updates are made of.</summary>
internal static class Draw
{
    /// <summary>Any binary32 in range: every exponent from that of 2^-149 to that of 2^19 is as likely, and so are zeros and the ends.</summary>
    public static readonly Gen<float> Value = Gen.OneOf(
        Gen.Select(Gen.UInt[0, 1], Gen.UInt[0, 146], Gen.UInt[0, (1 << 23) - 1], (sign, exponent, fraction) =>
            BitConverter.UInt32BitsToSingle((sign << 31) | (exponent << 23) | fraction)),
        Gen.Float[-1, 1],
        Gen.OneOf(0f, -0f, float.Epsilon, -float.Epsilon, MathF.BitDecrement(1 << 20), -MathF.BitDecrement(1 << 20), 1f / (1L << 33)));

    /// <summary>Any weight.</summary>
    public static readonly Gen<long> Weight = Gen.OneOf(Gen.Long[1, 1 << 20], Gen.Long[1, 10], Gen.OneOf(1L, 1L << 20));

    /// <summary>Updates of one length and their weights.</summary>
    public static Gen<(float[][] Updates, long[] Weights)> Round(int mostUpdates, int mostCoordinates, Gen<float>? value = null) =>
        Gen.Int[1, mostUpdates].SelectMany(count => Gen.Int[1, mostCoordinates].SelectMany(length =>
            Gen.Select((value ?? Value).Array[length].Array[count], Weight.Array[count])));
}
