namespace FederatedOrleans.EmbeddedKafka;

/// <summary>Guards that name the call, the argument, its value and the allowed range.</summary>
internal static class Require
{
    public static void InRange(string call, string argument, int value, int lowest, int highest)
    {
        if (value < lowest || value > highest)
        {
            throw new EmbeddedKafkaException($"{call}: {argument} is {value}; {lowest} to {highest} is allowed.");
        }
    }

    public static void Delay(string call, string argument, TimeSpan value)
    {
        if (value < TimeSpan.Zero || value > EmbeddedKafkaLimits.MaxDelay)
        {
            throw new EmbeddedKafkaException(
                $"{call}: {argument} is {value}; {TimeSpan.Zero} to {EmbeddedKafkaLimits.MaxDelay} is allowed.");
        }
    }

    public static void TopicName(string call, string argument, string value)
    {
        if (!EmbeddedKafkaLimits.IsTopicName(value))
        {
            throw new EmbeddedKafkaException($"{call}: {argument} is '{value}'; {EmbeddedKafkaLimits.TopicNameRule} are allowed.");
        }
    }
}
