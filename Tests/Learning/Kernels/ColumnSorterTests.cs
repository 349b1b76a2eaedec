using CsCheck;
using FederatedOrleans.Learning.Kernels;

namespace FederatedOrleans.Tests.Learning.Kernels;

[Trait("Category", "Unit")]
public sealed class ColumnSorterTests
{
    private static readonly Gen<(int Updates, int Length, int Threads, int Ranks, int Seed)> Shapes =
        from updates in Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, 700])
        from length in Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, 900])
        from threads in Gen.Int[1, 3]
        from ranks in Gen.OneOf(Gen.Int[1, Math.Min(2, updates)], Gen.Int[1, updates])
        from seed in Gen.Int[0, int.MaxValue]
        select (updates, length, threads, ranks, seed);

    [Fact]
    public void Run_AnyUpdates_GivesTheRanksOfEveryCoordinateOnce() => Shapes.Sample(
        shape =>
        {
            Random random = new(shape.Seed);
            var rows = Enumerable.Range(0, shape.Updates).Select(_ => Enumerable.Range(0, shape.Length).Select(_ => Draw(random)).ToArray()).ToArray();
            var first = random.Next(shape.Updates - shape.Ranks + 1);
            var found = new float[shape.Length][];
            var sums = new double[shape.Length];

            ColumnSorter.Run(
                [.. rows.Select(row => (ReadOnlyMemory<float>)row)],
                new(shape.Updates, first, shape.Ranks),
                new(shape.Threads),
                (sorter, start, count) =>
                {
                    Span<double> block = stackalloc double[ColumnSorter.Columns];
                    block.Clear();
                    for (var rank = first; rank < first + shape.Ranks; rank++)
                    {
                        sorter.AddTo(rank, block);
                    }

                    for (var i = 0; i < count; i++)
                    {
                        Assert.Null(found[start + i]);
                        found[start + i] = [.. Enumerable.Range(first, shape.Ranks).Select(rank => sorter.Value(rank, i))];
                        sums[start + i] = block[i];
                    }
                });

            for (var i = 0; i < shape.Length; i++)
            {
                // Array.Sort compares -0 and 0 as equal; as integers -0 is below.
                var sorted = rows.Select(row => row[i]).Order().ThenBy(value => !float.IsNegative(value)).ToArray();
                var expected = sorted[first..(first + shape.Ranks)];
                Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), found[i].Select(BitConverter.SingleToInt32Bits));
                Assert.Equal(expected.Aggregate(0.0, (sum, value) => sum + value), sums[i]);
            }
        },
        iter: 60);

    private static float Draw(Random random) => random.Next(8) switch
    {
        0 => 0,
        1 => -0.0f,
        2 => random.Next(-3, 4),
        _ => (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-140, 120))),
    };
}
