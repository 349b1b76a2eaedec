namespace Orleans.Streaming.Kafka.Interop;

/// <summary>Takes the log lines of a librdkafka client, which would write them to standard error.</summary>
internal interface INativeLog
{
    /// <summary>Called by librdkafka's threads. It must not throw.</summary>
    /// <param name="level">The syslog level, 0 (emergency) to 7 (debug).</param>
    /// <param name="facility">What the line is about.</param>
    /// <param name="text">The line.</param>
    void Write(int level, string facility, string text);
}
