using CsCheck;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Learning.Models;

[Trait("Category", "Unit")]
public sealed class RunningMeanTests
{
    [Fact]
    public void Value_NoNumbers_IsZero() => Assert.Equal(0, default(RunningMean).Value);

    [Fact]
    public void Add_OneNumber_LeavesTheOriginalAsItWas()
    {
        RunningMean before = new(3, 2);

        Assert.Equal(new RunningMean(10, 3), before.Add(7));
        Assert.Equal(new RunningMean(3, 2), before);
    }

    [Fact]
    public void Value_AnyNumbers_IsTheirSumFromLeftToRightDividedOnce() =>
        Gen.Double[-1e9, 1e9].Array[1, 50].Sample(numbers =>
        {
            var sum = 0.0;
            var mean = default(RunningMean);
            foreach (var number in numbers)
            {
                sum += number;
                mean = mean.Add(number);
            }

            Assert.Equal(BitConverter.DoubleToInt64Bits(sum / numbers.Length), BitConverter.DoubleToInt64Bits(mean.Value));
        });
}
