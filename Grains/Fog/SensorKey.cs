namespace FederatedOrleans.Grains.Fog;

/// <summary>Tells the sensors of a partition apart without keeping their names.</summary>
internal static class SensorKey
{
    private const ulong Basis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    /// <summary>A hash of a sensor's name that is the same on every machine: 64-bit FNV-1a (Fowler, Noll, Vo; RFC 9923).</summary>
    /// <param name="name">The name in UTF-8.</param>
    public static ulong Of(ReadOnlySpan<byte> name)
    {
        var hash = Basis;
        foreach (var character in name)
        {
            hash = unchecked((hash ^ character) * Prime);
        }

        return hash;
    }
}
