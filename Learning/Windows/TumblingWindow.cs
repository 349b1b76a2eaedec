namespace FederatedOrleans.Learning.Windows;

/// <summary>Arithmetic of tumbling windows that are aligned to the Unix epoch. All times are Unix milliseconds.</summary>
public static class TumblingWindow
{
    /// <summary>The first millisecond of the year 1.</summary>
    private const long Earliest = -62_135_596_800_000;

    /// <summary>The last millisecond of the year 9999.</summary>
    private const long Latest = 253_402_300_799_999;

    /// <summary>Whether a window lies within the years 1 to 9999, which is what the calendar of every reader can say.</summary>
    /// <param name="start">The window's start in Unix milliseconds.</param>
    /// <param name="length">The window's length in milliseconds, positive and at most a day.</param>
    public static bool IsInCalendar(long start, long length) => start >= Earliest && start <= Latest - length;

    /// <summary>The start of the window that contains a time.</summary>
    /// <param name="time">A time in Unix milliseconds; may be negative.</param>
    /// <param name="length">The window's length in milliseconds, positive.</param>
    /// <returns>The largest multiple of <paramref name="length"/> that is not above <paramref name="time"/>.</returns>
    public static long StartOf(long time, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var remainder = time % length;
        return remainder < 0 ? time - remainder - length : time - remainder;
    }
}
