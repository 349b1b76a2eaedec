using System.Buffers;

namespace FederatedOrleans.Tests.Streaming.Records;

[Trait("Category", "Unit")]
public sealed class RecordBufferTests
{
    private static readonly TestRecord Record = new(5, 7, "key", "value", "h=1");

    [Fact]
    public void Release_TheLastHolder_EveryUseThrows()
    {
        var batch = TestRecord.Rent(Record);
        batch.Buffer.Release();

        var exception = Assert.Throws<ObjectDisposedException>(() => batch[0].Offset);
        Assert.Contains("Copy()", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => batch.OffsetAt(0));
        Assert.Throws<ObjectDisposedException>(() => batch.CountBefore(6));
        Assert.Throws<ObjectDisposedException>(() => batch.Slice(6));
        Assert.Throws<ObjectDisposedException>(batch.Copy);
        Assert.Throws<ObjectDisposedException>(() => batch.Buffer.Bytes);
    }

    [Fact]
    public void Release_TheLastHolder_GivesTheArraysBack()
    {
        var buffer = TestRecord.Rent(Record).Buffer;
        var data = buffer.Data;
        buffer.Release();

        Assert.Same(data, ArrayPool<byte>.Shared.Rent(data.Length));
    }

    [Fact]
    public void AddHolders_UntilAllHaveLetGo_ItIsReadable()
    {
        var batch = TestRecord.Rent(Record);
        batch.Buffer.AddHolders(2);
        batch.Buffer.Release();
        batch.Buffer.Release();

        Assert.Equal([Record], TestRecord.Unpack(batch));
        batch.Buffer.Release();
        Assert.Throws<ObjectDisposedException>(() => batch[0].Offset);
    }

    [Fact]
    public void MarkMayBeRead_BeforeTheRelease_LeavesTheArraysToTheirReader()
    {
        var batch = TestRecord.Rent(Record);
        var data = batch.Buffer.Data;
        batch.Buffer.MarkMayBeRead();
        batch.Buffer.Release();

        Assert.Equal([Record], TestRecord.Unpack(batch));
        Assert.NotSame(data, ArrayPool<byte>.Shared.Rent(data.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Release_MoreOftenThanHeld_Throws(bool mayBeRead)
    {
        var buffer = TestRecord.Rent(Record).Buffer;
        if (mayBeRead)
        {
            buffer.MarkMayBeRead();
        }

        buffer.Release();

        Assert.Throws<InvalidOperationException>(buffer.Release);
    }

    [Fact]
    public void AddHolders_AfterTheLastRelease_Throws()
    {
        var buffer = TestRecord.Rent(Record).Buffer;
        buffer.Release();

        Assert.Throws<ObjectDisposedException>(() => buffer.AddHolders(1));
    }

    [Fact]
    public void Release_MemoryOfItsOwn_StaysReadable()
    {
        var batch = TestRecord.Pack(5, 0, 0, Record);
        batch.Buffer.Release();

        Assert.Equal([Record], TestRecord.Unpack(batch));
    }

    [Fact]
    public void Bytes_OfABuffer_AreAllItsArrays()
    {
        var buffer = TestRecord.Pack(5, 0, 0, Record).Buffer;
        var without = buffer.Bytes;
        buffer.SetOrder([0]);

        Assert.Equal(buffer.Data.Length + (2 * sizeof(long)) + (3 * sizeof(int)) + 128, without);
        Assert.Equal(without + sizeof(int), buffer.Bytes);
    }

    [Fact]
    public async Task Release_FromManyThreads_GivesBackOnce()
    {
        const int Holders = 64;
        for (var round = 0; round < 200; round++)
        {
            var buffer = TestRecord.Rent(Record).Buffer;
            buffer.AddHolders(Holders - 1);
            await Task.WhenAll(Enumerable.Range(0, Holders).Select(_ => Task.Run(buffer.Release, TestContext.Current.CancellationToken)));

            Assert.Throws<ObjectDisposedException>(() => buffer.Data);
            Assert.Throws<InvalidOperationException>(buffer.Release);
        }
    }
}
