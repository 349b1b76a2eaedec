namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>What can happen next in a history.</summary>
internal enum StepKind
{
    Produce,
    Fetch,
    FetchMore,
    Beat,
    Read,
    ReadMore,
    Register,
    Send,
    SendMore,
    Succeed,
    Fail,
    Restart,
    Ask,
    EndAsk,
    Rewind,
    Rare,
}

/// <summary>One thing that happens, and two numbers that say how.</summary>
internal readonly record struct Step(StepKind Kind, int A, int B)
{
    public override string ToString() => $"{Kind}({A},{B})";
}
