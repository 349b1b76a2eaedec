namespace FederatedOrleans.Sensors;

/// <summary>
/// Readings could not be read or sent. The message names the place: file, line and column of a recording, or the topic.
/// </summary>
/// <param name="message">What is wrong, where, and what was expected.</param>
/// <param name="innerException">The cause, when another component found the fault.</param>
public sealed class SensorDataException(string message, Exception? innerException = null) : Exception(message, innerException);
