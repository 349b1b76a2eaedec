using Orleans.Streaming.Kafka.Consuming;

namespace Orleans.Streaming.Kafka.Caching;

/// <summary>The blocks of a partition in their order, with the memory that they hold.</summary>
internal sealed class CacheBlocks(PartitionFeed feed)
{
    /// <summary>When less than one in so many entries of an older block is not done, those move into memory of their own.</summary>
    private const int MoveOutBelow = 4;

    private readonly LinkedList<CacheBlock> _blocks = new();
    private readonly List<CacheBlock> _sharing = [];

    /// <summary>The oldest block.</summary>
    public LinkedListNode<CacheBlock>? First => _blocks.First;

    /// <summary>Adds a block whose entries are all there.</summary>
    public void Add(CacheBlock block)
    {
        _blocks.AddLast(block);
        if (block.Sharing > 0)
        {
            _sharing.Add(block);
        }
    }

    /// <summary>Counts an entry as done and gives its memory back.</summary>
    public void Finish(CacheEntry entry)
    {
        var block = entry.Block;
        entry.IsDone = true;
        entry.Batch.Buffer.Release();
        if (entry.OwnBytes > 0)
        {
            feed.Release(entry.OwnBytes);
        }
        else if (--block.Sharing == 0)
        {
            feed.Release(block.Bytes);
        }

        block.CountDone();
    }

    /// <summary>Drops the oldest blocks that are done.</summary>
    public void DropDone()
    {
        while (_blocks.First is { Value.Pending: 0 } done)
        {
            feed.MarkProcessedTime(done.Value.LastTimestamp);
            _blocks.RemoveFirst();
        }
    }

    /// <summary>Moves what slow streams have left in older blocks into memory of its own.</summary>
    public void MoveOut() => _sharing.RemoveAll(block =>
    {
        if (block.Sharing > 0 && block.Sharing * MoveOutBelow < block.Entries.Count)
        {
            feed.Hold(block.MoveOut());
            feed.Release(block.Bytes);
        }

        return block.Sharing == 0;
    });

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        foreach (var block in _blocks)
        {
            Discard(block);
        }

        _blocks.Clear();
        _sharing.Clear();
    }

    private void Discard(CacheBlock block)
    {
        foreach (var entry in block.Entries.Where(entry => !entry.IsDone && entry.Lane is not null))
        {
            entry.IsDone = true;
            entry.Batch.Buffer.Release();
            feed.Release(entry.OwnBytes);
        }

        if (block.Sharing > 0)
        {
            feed.Release(block.Bytes);
        }
    }
}
