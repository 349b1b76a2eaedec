using System.Globalization;
using Spectre.Console;

namespace FederatedOrleans.Chaos.Reporting;

/// <summary>Tells how a run goes: with a progress bar for a person at a terminal, by lines in a file or a pipe.</summary>
/// <param name="output">Gets the lines.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class ChaosConsole(TextWriter output, TimeProvider clock)
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly long _started = clock.GetTimestamp();

    private bool IsTerminal => output == Console.Out && !Console.IsOutputRedirected;

    /// <summary>Says something, with the time since the start.</summary>
    public void Say(string text)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{clock.GetElapsedTime(_started).TotalSeconds,6:0.0} s  {text}");
        lock (_lock)
        {
            if (IsTerminal)
            {
                AnsiConsole.WriteLine(line);
            }
            else
            {
                output.WriteLine(line);
            }
        }
    }

    /// <summary>Shows how work goes on until it has ended, well or not.</summary>
    /// <param name="work">The work.</param>
    /// <param name="fraction">How much of it is done, 0 to 1.</param>
    /// <param name="describe">What there is to say.</param>
    public Task FollowAsync(Task work, Func<double> fraction, Func<string> describe) =>
        IsTerminal ? FollowWithBarAsync(work, fraction, describe) : TickAsync(work, LineInterval, () => Say(describe()));

    /// <summary>Shows a table; the cells of its first row are headings.</summary>
    public void Table(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (!IsTerminal)
        {
            var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToList();
            foreach (var row in rows)
            {
                output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
            }

            return;
        }

        Table table = new() { Border = TableBorder.Rounded };
        table.AddColumns([.. rows[0].Select(Markup.Escape)]);
        foreach (var row in rows.Skip(1))
        {
            table.AddRow([.. row.Select(Paint)]);
        }

        AnsiConsole.Write(table);
    }

    private static string Paint(string cell) => cell switch
    {
        "kept" or "done" => $"[green]{cell}[/]",
        "BROKEN" or "not done" => $"[red]{cell}[/]",
        _ => Markup.Escape(cell),
    };

    private static async Task FollowWithBarAsync(Task work, Func<double> fraction, Func<string> describe) =>
        await AnsiConsole.Progress().AutoClear(true).Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn()).StartAsync(async context =>
        {
            var bar = context.AddTask("starting", maxValue: 1);
            await TickAsync(work, BarInterval, () =>
            {
                bar.Description = Markup.Escape(describe());
                bar.Value = fraction();
            });
            bar.StopTask();
        });

    private static async Task TickAsync(Task work, TimeSpan interval, Action onTick)
    {
        using PeriodicTimer timer = new(interval);
        while (!work.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync().AsTask();
            if (await Task.WhenAny(work, tick) == tick)
            {
                onTick();
            }
        }
    }
}
