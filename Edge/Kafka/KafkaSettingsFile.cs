using System.Globalization;

namespace FederatedOrleans.Edge.Kafka;

/// <summary>
/// A file of librdkafka settings, so that secrets stay off the command line: a line <c>NAME=VALUE</c> each, with blank lines and comments behind <c>#</c>
/// between them. Nothing is unescaped.
/// </summary>
internal static class KafkaSettingsFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">A line is no setting; the message has its number and none of its text.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string path)
    {
        List<KeyValuePair<string, string>> settings = [];
        foreach (var (index, line) in File.ReadLines(path).Select(line => line.Trim()).Index())
        {
            if (line is [] or ['#', ..])
            {
                continue;
            }

            settings.Add(TryParse(line, out var setting)
                ? setting
                : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {index + 1} is not NAME=VALUE")));
        }

        return settings;
    }

    /// <summary>Takes a setting apart.</summary>
    /// <param name="text">Name and value.</param>
    /// <param name="setting">The setting.</param>
    public static bool TryParse(string text, out KeyValuePair<string, string> setting)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        setting = equals < 1 ? default : new(text[..equals].TrimEnd(), text[(equals + 1)..].TrimStart());
        return equals >= 1;
    }
}
