namespace FederatedOrleans.Grains.Interfaces.Archiving;

/// <summary>An object store did not do what it was asked for. The message holds no secrets.</summary>
/// <param name="message">What was asked, of which key, and what came of it.</param>
/// <param name="innerException">Why.</param>
public sealed class ObjectStoreException(string message, Exception? innerException = null) : Exception(message, innerException);
