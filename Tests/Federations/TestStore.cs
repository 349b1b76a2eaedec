using System.Collections.Concurrent;
using FederatedOrleans.Grains.Storage;
using Orleans.Serialization;
using Orleans.Storage;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Grain states that outlive silos, with the failures of a real store: it can forget everything or its last writes, and be down.</summary>
public sealed class TestStore
{
    private static readonly ConcurrentDictionary<string, TestStore> Stores = new();
    private readonly ConcurrentDictionary<string, (string ETag, byte[] State)> _states = new();
    private Dictionary<string, (string ETag, byte[] State)> _snapshot = [];
    private long _writes;
    private long _refusedWrites;

    /// <summary>While true, every call fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>The name of the states whose writes fail; null for none.</summary>
    public string? RefusedState { get; set; }

    /// <summary>How many writes failed for <see cref="RefusedState"/>.</summary>
    public long RefusedWrites => Interlocked.Read(ref _refusedWrites);

    /// <summary>How many writes there were.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>The store of a name.</summary>
    public static TestStore Get(string name) => Stores.GetOrAdd(name, _ => new());

    /// <summary>Remembers what there is now.</summary>
    public void TakeSnapshot() => _snapshot = new(_states);

    /// <summary>Forgets what was written after the snapshot; everything if there was none.</summary>
    public void LoseWrites()
    {
        foreach (var key in _states.Keys)
        {
            if (_snapshot.TryGetValue(key, out var before))
            {
                _states[key] = before;
            }
            else
            {
                _states.TryRemove(key, out _);
            }
        }
    }

    /// <summary>Changes the bytes of every state.</summary>
    public void Change(Action<byte[]> change)
    {
        foreach (var (key, (etag, state)) in _states)
        {
            byte[] changed = [.. state];
            change(changed);
            _states[key] = (etag, changed);
        }
    }

    /// <summary>The storage provider of one silo.</summary>
    public IGrainStorage CreateProvider(Serializer serializer) => new Provider(this, serializer);

    private sealed class Provider(TestStore store, Serializer plain) : IGrainStorage
    {
        private readonly VersionedStateSerializer _serializer = new(plain);

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            store.ThrowIfDown();
            if (store._states.TryGetValue(Key(stateName, grainId), out var entry))
            {
                grainState.State = _serializer.Deserialize<T>(new(entry.State))!;
                grainState.ETag = entry.ETag;
                grainState.RecordExists = true;
            }
            else
            {
                grainState.State = Activator.CreateInstance<T>();
                grainState.ETag = null;
                grainState.RecordExists = false;
            }

            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            store.ThrowIfDown();
            store.ThrowIfRefused(stateName);
            var bytes = _serializer.Serialize(grainState.State).ToArray();
            var written = (ETag: Guid.NewGuid().ToString("N"), State: bytes);
            store._states.AddOrUpdate(
                Key(stateName, grainId),
                _ => grainState.ETag is null ? written : throw new InconsistentStateException($"{grainId} is gone."),
                (_, before) => before.ETag == grainState.ETag ? written : throw new InconsistentStateException($"{grainId} was written by another activation."));
            Interlocked.Increment(ref store._writes);
            grainState.ETag = written.ETag;
            grainState.RecordExists = true;
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            store.ThrowIfDown();
            store._states.TryRemove(Key(stateName, grainId), out _);
            return Task.CompletedTask;
        }

        private static string Key(string stateName, GrainId grainId) => $"{stateName}/{grainId}";
    }

    private void ThrowIfRefused(string stateName)
    {
        if (RefusedState == stateName)
        {
            Interlocked.Increment(ref _refusedWrites);
            throw new IOException($"The test store takes no state {stateName}.");
        }
    }

    private void ThrowIfDown()
    {
        if (IsDown)
        {
            throw new IOException("The test store is down.");
        }
    }
}
