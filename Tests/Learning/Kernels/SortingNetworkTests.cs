using CsCheck;
using FederatedOrleans.Learning.Kernels;

namespace FederatedOrleans.Tests.Learning.Kernels;

[Trait("Category", "Unit")]
public sealed class SortingNetworkTests
{
    private const int Lanes = 16;

    private static readonly Gen<(int Places, int First, int Ranks)> Wanted =
        from places in Gen.Int[1, 300]
        from first in Gen.Int[0, places - 1]
        from ranks in Gen.OneOf(Gen.Int[1, Math.Min(2, places - first)], Gen.Int[1, places - first])
        select (places, first, ranks);

    /// <summary>By the zero-one principle (Knuth, The Art of Computer Programming, volume 3, section 5.3.4, theorem Z) that is all there is to show.</summary>
    [Fact]
    public void Sort_EveryRowOfZerosAndOnes_SortsIt()
    {
        for (var bits = 0; bits < 1 << SortingStep.Sorted; bits++)
        {
            var row = Enumerable.Range(0, SortingStep.Sorted).Select(i => (bits >> i) & 1).ToArray();

            AssertSorts(row, new(SortingStepKind.Sort, 0, 1));
        }
    }

    [Fact]
    public void Merge_EveryTwoSortedRowsOfZerosAndOnes_MergesThem()
    {
        const int Half = SortingStep.Merged / 2;
        for (var first = 0; first <= Half; first++)
        {
            for (var second = 0; second <= Half; second++)
            {
                var row = Enumerable.Range(0, SortingStep.Merged).Select(i => i % Half < (i < Half ? first : second) ? 0 : 1).ToArray();

                AssertSorts(row, new(SortingStepKind.Merge, 0, 1));
            }
        }
    }

    [Fact]
    public void Steps_AnyWantedRanks_BringThemToTheirPlaces() => Gen.Select(Wanted, Gen.Int[0, int.MaxValue]).Sample((wanted, seed) =>
    {
        SortingNetwork network = new(wanted.Places, wanted.First, wanted.Ranks);
        var keys = Keys(wanted.Places, network.Rows, new Random(seed));
        var sorted = keys.Take(wanted.Places).Order().ToArray();

        Take(network.Steps, keys);

        if (network.IsSelection)
        {
            var half = network.Rows / 2;
            Assert.Equal(keys.Take(half).Order(), keys.Take(half));
            Assert.Equal(keys.Skip(half).Order(), keys.Skip(half));
            Assert.Equal(sorted, keys.Take(wanted.Places).Order());
        }
        else
        {
            Assert.Equal(sorted[wanted.First..(wanted.First + wanted.Ranks)], keys[wanted.First..(wanted.First + wanted.Ranks)]);
        }

        Assert.All(keys[wanted.Places..], key => Assert.Equal(int.MaxValue, key));
    });

    [Fact]
    public void RegisterSorts_AnySteps_DoWhatTheirExchangesSay() => Gen.Select(Wanted, Gen.Int[0, int.MaxValue]).Sample((wanted, seed) =>
    {
        SortingNetwork network = new(wanted.Places, wanted.First, wanted.Ranks);
        Random random = new(seed);
        var lanes = Enumerable.Range(0, Lanes).Select(_ => Keys(wanted.Places, network.Rows, random)).ToArray();
        var rows = Enumerable.Range(0, network.Rows * Lanes).Select(i => lanes[i % Lanes][i / Lanes]).ToArray();

        RegisterSorts.Run([.. network.Steps], rows);

        foreach (var lane in lanes)
        {
            Take(network.Steps, lane);
        }

        Assert.Equal(Enumerable.Range(0, network.Rows * Lanes).Select(i => lanes[i % Lanes][i / Lanes]), rows);
    });

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, -1, 1)]
    [InlineData(5, 0, 0)]
    [InlineData(5, 3, 3)]
    public void Constructor_RanksThatAreNotThere_IsRefused(int places, int first, int ranks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SortingNetwork(places, first, ranks));

    private static void AssertSorts(int[] row, SortingStep step)
    {
        var keys = row.ToArray();

        Take([step], keys);

        Assert.Equal(row.Order(), keys);
    }

    /// <summary>Few different values, so that many are equal, and the places past them.</summary>
    private static int[] Keys(int places, int rows, Random random) =>
        [.. Enumerable.Range(0, rows).Select(row => row < places ? random.Next(-places, places) : int.MaxValue)];

    private static void Take(IEnumerable<SortingStep> steps, int[] keys)
    {
        foreach (var step in steps)
        {
            foreach (var (low, high) in step.Exchanges)
            {
                var (first, second) = (step.First + (low * step.Stride), step.First + (high * step.Stride));
                (keys[first], keys[second]) = (Math.Min(keys[first], keys[second]), Math.Max(keys[first], keys[second]));
            }
        }
    }
}
