namespace FederatedOrleans.Grains.Storage;

/// <summary>
/// The version of the form in which a grain's state is stored. It is raised with every change of what the state, or anything in it, holds: a release
/// that
/// did not know of the change would drop what it does not know.
/// </summary>
/// <param name="version">The version, 1 to 255.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class StateVersionAttribute(int version) : Attribute
{
    /// <summary>The version that is written; all from 1 up to it can be read.</summary>
    public int Version => version;
}
