namespace FederatedOrleans.Learning.Kernels;

/// <summary>Does independent pieces of work on several threads. Which thread does which piece must not matter.</summary>
/// <param name="threads">How many threads; 0 means one per processor.</param>
internal sealed class Workers(int threads)
{
    /// <summary>How many threads there are.</summary>
    public int Count { get; } = threads == 0 ? Environment.ProcessorCount : threads;

    /// <summary>Does work once per thread that is worth its start.</summary>
    /// <param name="size">How many elementary operations there are in all.</param>
    /// <param name="work">The work of thread i of n.</param>
    public void Run(long size, Action<int, int> work)
    {
        const long Worthwhile = 1 << 18;
        var count = (int)Math.Clamp(size / Worthwhile, 1, Count);
        if (count == 1)
        {
            work(0, 1);
            return;
        }

        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count }, worker => work(worker, count));
    }
}
