using CsCheck;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Learning.Models;

/// <summary>Local models made and fed for tests.</summary>
internal static class ModelRun
{
    public const double Missing = double.NaN;

    /// <summary>Makes a model with features <c>f0</c>, <c>f1</c> and so on.</summary>
    public static ILocalModel Create(string name, int features, params (string Name, string Value)[] parameters)
    {
        string[] names = [.. Enumerable.Range(0, features).Select(i => $"f{i}")];
        return new LocalModels().Create(name, new(names, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)));
    }

    /// <summary>A window with readings of one sensor.</summary>
    public static LocalWindow Fill(ILocalModel model, IEnumerable<double[]> readings) =>
        Fill(model, readings.Select(values => (0UL, values)));

    /// <summary>A window with readings of several sensors.</summary>
    public static LocalWindow Fill(ILocalModel model, IEnumerable<(ulong Sensor, double[] Values)> readings)
    {
        var window = model.Open();
        foreach (var (sensor, values) in readings)
        {
            model.Add(window, new(values, sensor));
        }

        return window;
    }

    /// <summary>The sums of readings of one sensor in one window.</summary>
    public static Int128[] SumsOf(ILocalModel model, IEnumerable<double[]> readings) => model.Close(Fill(model, readings), []).Sums;

    /// <summary>The weights of readings of one sensor in one window.</summary>
    public static double[] WeightsOf(ILocalModel model, IEnumerable<double[]> readings) => model.WeightsOf(SumsOf(model, readings));

    /// <summary>Adds sums up.</summary>
    public static Int128[] Total(IEnumerable<Int128[]> sums) => sums.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);

    /// <summary>Readings of 1 to a number of features, complete or not.</summary>
    public static Gen<double[][]> Readings(int features, bool mayMiss, int least = 0, int most = 40)
    {
        var value = Gen.OneOf(Gen.Double[-1000, 1000], Gen.Double[-1e-3, 1e-3], Gen.Const(0.25));
        return (mayMiss ? Gen.Frequency((3, value), (1, Gen.Const(Missing))) : value).Array[features].Array[least, most];
    }

    /// <summary>Bits of numbers, to compare them exactly.</summary>
    public static long[] Bits(IEnumerable<double> values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];
}
