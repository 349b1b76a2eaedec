namespace FederatedOrleans.Tests.Support;

/// <summary>The collection of tests that count something of the whole process: no other runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
