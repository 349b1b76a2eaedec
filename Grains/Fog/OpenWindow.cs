using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.Fog;

/// <summary>The readings of one window that is not an update yet.</summary>
/// <param name="start">Start of the window, Unix ms.</param>
/// <param name="content">What the local model keeps of them.</param>
internal sealed class OpenWindow(long start, LocalWindow content)
{
    public long Start { get; } = start;

    public LocalWindow Content { get; } = content;
}
