namespace FederatedOrleans.Edge.Verify;

/// <summary>One partition of the rounds topic, as it is found when verification looks.</summary>
internal interface IRoundsLog
{
    /// <summary>Topic and partition, for people.</summary>
    string Name { get; }

    /// <summary>The first offset that the log still holds.</summary>
    long Low { get; }

    /// <summary>Reads the log from <see cref="Low"/> to its end. May be called more than once, also while another reading is under way.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<RoundsRecord> ReadAsync(CancellationToken cancellationToken);
}
