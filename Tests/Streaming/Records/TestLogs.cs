using CsCheck;

namespace FederatedOrleans.Tests.Streaming.Records;

/// <summary>Makes records as a log may hold them.</summary>
internal static class TestLogs
{
    private static readonly Gen<string?> Texts = Gen.OneOf(Gen.Const((string?)null), Gen.Const((string?)""), Gen.String.AlphaNumeric.Select(text => (string?)text));

    private static readonly Gen<string> Header = Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 8], Gen.Bool, Gen.String[Gen.Char.AlphaNumeric, 0, 8])
        .Select((name, hasValue, value) => hasValue ? $"{name}={value}" : $"n{name}");

    /// <summary>Headers of a record; most have none.</summary>
    public static readonly Gen<string> Headers = Gen.Frequency(
        (3, Gen.Const("")),
        (1, Header.Array[1, 4].Select(headers => string.Join(';', headers))));

    /// <summary>Records whose offsets have gaps, as a compacted log has them.</summary>
    public static readonly Gen<TestRecord[]> Records =
        Gen.Select(Gen.Long[0, 1_000], Gen.Select(Gen.Long[1, 4], Gen.Long[0, long.MaxValue], Texts, Texts, Headers).Array[1, 20])
            .Select((first, steps) =>
            {
                var offset = first - 1;
                return steps.Select(step => new TestRecord(offset += step.Item1, step.Item2, step.Item3, step.Item4, step.Item5)).ToArray();
            });
}
