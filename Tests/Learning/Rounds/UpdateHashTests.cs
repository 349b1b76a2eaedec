using CsCheck;
using FederatedOrleans.Learning.Rounds;

namespace FederatedOrleans.Tests.Learning.Rounds;

[Trait("Category", "Unit")]
public sealed class UpdateHashTests
{
    [Fact]
    public void Compute_AnyContribution_IsTheHashOfItsFieldsInOrder() =>
        Gen.Select(Gen.String, Gen.String, Gen.Long, Gen.Long, Gen.Long, Gen.Long.Array[0, 4], Gen.Double.Array[0, 4]).Sample(
            (participant, model, start, end, samples, present, weights) =>
            {
                var bytes = new HashBytes().Text(participant).Text(model).Number(start).Number(end).Number(samples);
                bytes.Number(present.LongLength);
                Array.ForEach(present, value => bytes.Number(value));
                bytes.Number(weights.LongLength);
                Array.ForEach(weights, value => bytes.Number(value == 0 ? 0 : value));

                Assert.Equal(bytes.ToHex(), UpdateHash.Compute(participant, model, start, end, samples, present, weights));
            });

    [Fact]
    public void Compute_OneFieldChanged_IsAnotherHash()
    {
        string[] hashes =
        [
            UpdateHash.Compute("p", "m", 1, 2, 3, [4, 5], [6.5]),
            UpdateHash.Compute("q", "m", 1, 2, 3, [4, 5], [6.5]),
            UpdateHash.Compute("p", "n", 1, 2, 3, [4, 5], [6.5]),
            UpdateHash.Compute("p", "m", 0, 2, 3, [4, 5], [6.5]),
            UpdateHash.Compute("p", "m", 1, 1, 3, [4, 5], [6.5]),
            UpdateHash.Compute("p", "m", 1, 2, 4, [4, 5], [6.5]),
            UpdateHash.Compute("p", "m", 1, 2, 3, [5, 4], [6.5]),
            UpdateHash.Compute("p", "m", 1, 2, 3, [4], [6.5]),
            UpdateHash.Compute("p", "m", 1, 2, 3, [4, 5], [-6.5]),
            UpdateHash.Compute("p", "m", 1, 2, 3, [4, 5], []),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[0-9a-f]{64}$", hash));
    }

    [Fact]
    public void Compute_WithBaseSumsAndId_HashesThemAfterTheOthers()
    {
        HashBytes Bytes() => new HashBytes().Text("p").Text("m").Number(1L).Number(2L).Number(3L).Number(1L).Number(4L).Number(1L).Number(5.5)
            .Number(7L).Number(2L).Number(8L).Number(0L).Number(-1L).Number(-1L);

        Assert.Equal(Bytes().ToHex(), UpdateHash.Compute("p", "m", 1, 2, 3, [4], [5.5], 7, [8, -1]));
        Assert.Equal(Bytes().Text("id").ToHex(), UpdateHash.Compute("p", "m", 1, 2, 3, [4], [5.5], 7, [8, -1], "id"));
    }
}
