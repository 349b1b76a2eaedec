using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Mapping;

/// <summary>
/// Whether the keys of streams fit the grains that subscribe to them implicitly. Orleans tries for ever to register a stream whose key does not,
/// and reads nothing of the whole partition meanwhile, so such a stream must never reach it.
/// </summary>
internal sealed class StreamKeyCheck(GrainBindingsResolver bindings, IEnumerable<IStreamNamespacePredicateProvider> predicates, IServiceProvider services)
{
    /// <summary>Whether every grain that subscribes to a stream implicitly can have its key.</summary>
    public bool IsDeliverable(StreamId stream)
    {
        if (stream.GetNamespace() is not { Length: > 0 } streamNamespace)
        {
            return true;
        }

        foreach (var grain in bindings.GetAllBindings().Bindings.Values)
        {
            foreach (var binding in grain.Bindings)
            {
                if (IsOfStreams(binding, streamNamespace) && !CanHave(grain, binding, stream))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool IsOfStreams(ImmutableDictionary<string, string> binding, string streamNamespace)
    {
        if (!binding.TryGetValue(WellKnownGrainTypeProperties.BindingTypeKey, out var type)
            || type != WellKnownGrainTypeProperties.StreamBindingTypeValue
            || !binding.TryGetValue(WellKnownGrainTypeProperties.StreamBindingPatternKey, out var pattern))
        {
            return false;
        }

        foreach (var provider in predicates)
        {
            if (provider.TryGetPredicate(pattern, out var predicate))
            {
                return predicate.IsMatch(streamNamespace);
            }
        }

        return false;
    }

    private bool CanHave(GrainBindings grain, ImmutableDictionary<string, string> binding, StreamId stream)
    {
        var name = binding.TryGetValue(WellKnownGrainTypeProperties.StreamIdMapperKey, out var given) && !string.IsNullOrWhiteSpace(given)
            ? given : DefaultStreamIdMapper.Name;
        try
        {
            services.GetKeyedService<IStreamIdMapper>(name)?.GetGrainKeyId(grain, stream);
            return true;
        }
        catch (ArgumentException)
        {
            // That is how the mapper says that there is no such key; the record is put aside and counted.
            return false;
        }
    }
}
