namespace FederatedOrleans.Edge.Broker;

/// <summary>The answer to one command line.</summary>
/// <param name="Text">One line that starts with <c>ok</c> or <c>error</c>.</param>
/// <param name="EndsSession">Whether the broker shall stop.</param>
internal readonly record struct BrokerReply(string Text, bool EndsSession = false)
{
    /// <summary>The command was carried out.</summary>
    /// <param name="detail">What was done.</param>
    /// <returns>The reply.</returns>
    public static BrokerReply Ok(string detail) => new($"ok {detail}");

    /// <summary>The command was refused.</summary>
    /// <param name="reason">What is wrong and what is allowed.</param>
    /// <returns>The reply.</returns>
    public static BrokerReply Error(string reason) => new($"error {reason}");
}
