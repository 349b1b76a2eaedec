using Confluent.Kafka;

namespace FederatedOrleans.EmbeddedKafka;

/// <summary>
/// The one exception of this library: an argument outside its allowed range, a cluster that was disposed, a native library that
/// could not be loaded, or a call the native library refused. The message names the call, the argument, its value and what is allowed.
/// </summary>
public sealed class EmbeddedKafkaException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, with which value, and what is allowed.</param>
    /// <param name="code">The native error, or <see cref="ErrorCode.NoError"/> when the call never reached the native library.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public EmbeddedKafkaException(string message, ErrorCode code = ErrorCode.NoError, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The native error, or <see cref="ErrorCode.NoError"/> when the call never reached the native library.</summary>
    public ErrorCode Code { get; }
}
