using System.Reflection;
using FederatedOrleans.Learning.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Grains.Hosting;

/// <summary>Loads libraries that bring local models and strategies along. Their code runs in this process: load only what you trust.</summary>
public static class LearningModules
{
    /// <summary>The configuration's list of libraries.</summary>
    public const string Section = "Learning:Modules";

    /// <summary>Loads the modules of one library.</summary>
    /// <param name="path">The library's file; relative to the current directory unless it is absolute.</param>
    /// <returns>Its modules, at least one, in ordinal order of their names.</returns>
    /// <exception cref="ArgumentException">There is no such file, it is no library for this runtime, or it has no module.</exception>
    public static IReadOnlyList<ILearningModule> Load(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || !File.Exists(path))
        {
            throw new ArgumentException("there is no such file");
        }

        ILearningModule[] modules;
        try
        {
            modules =
            [
                .. Assembly.LoadFrom(Path.GetFullPath(path)).GetExportedTypes().Where(IsModule).OrderBy(type => type.FullName, StringComparer.Ordinal)
                    .Select(type => (ILearningModule)Activator.CreateInstance(type)!),
            ];
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException or TargetInvocationException)
        {
            throw new ArgumentException($"it cannot be loaded: {exception.Message}", exception);
        }

        return modules.Length > 0 ? modules
            : throw new ArgumentException($"it has no public class with a constructor without parameters that implements {nameof(ILearningModule)}");
    }

    /// <summary>Loads the modules of all configured libraries.</summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <exception cref="OptionsValidationException">A library cannot be loaded; the message names its key.</exception>
    internal static IReadOnlyList<ILearningModule> LoadConfigured(IConfiguration configuration)
    {
        List<ILearningModule> modules = [];
        foreach (var entry in configuration.GetSection(Section).GetChildren())
        {
            try
            {
                modules.AddRange(Load(entry.Value ?? ""));
            }
            catch (ArgumentException exception)
            {
                var problem = $"{entry.Path} is '{entry.Value}'; it must be the file of a library with models or strategies, but {exception.Message}.";
                throw new OptionsValidationException(Section, typeof(string[]), [problem]);
            }
        }

        return modules;
    }

    private static bool IsModule(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ILearningModule)) && type.GetConstructor(Type.EmptyTypes) is not null;
}
