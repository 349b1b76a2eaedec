namespace FederatedOrleans.Edge.Rejected;

/// <summary>A rejected topic could not be read, or its records could not be sent again.</summary>
/// <param name="message">What failed, with topic, partition and offset where there is one.</param>
/// <param name="innerException">Why; null where Kafka did not fail.</param>
internal sealed class RejectedTopicException(string message, Exception? innerException = null) : Exception(message, innerException);
