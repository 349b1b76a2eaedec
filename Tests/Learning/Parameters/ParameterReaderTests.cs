using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Tests.Learning.Parameters;

[Trait("Category", "Unit")]
public sealed class ParameterReaderTests
{
    [Fact]
    public void Read_NothingConfigured_IsTheDefault()
    {
        var reader = Read();

        Assert.Equal((0.5, 3), (reader.Number("A", 0.5, 0, 1), reader.Whole("B", 3, 1, 9)));
        Assert.Equal((true, -20), (reader.Flag("C", true), reader.PowerOfTwo("D", -20, -40, 20)));
        reader.RefuseOthers();
    }

    [Fact]
    public void Read_Configured_IsTheValueWhateverTheCaseOfItsName()
    {
        var reader = Read(("a", "1e-1"), ("B", "9"), ("c", "False"), ("d", "2^-40"), ("e", "Pressure"));

        Assert.Equal((0.1, 9), (reader.Number("A", 0.5, 0, 1), reader.Whole("B", 3, 1, 9)));
        Assert.Equal((false, -40), (reader.Flag("C", true), reader.PowerOfTwo("D", -20, -40, 20)));
        Assert.Equal(1, reader.Choice("E", ["pressure", "Pressure"]));
        reader.RefuseOthers();
    }

    [Theory]
    [InlineData("1.01")]
    [InlineData("-0.1")]
    [InlineData("NaN")]
    [InlineData("0,5")]
    [InlineData("")]
    public void Number_NotAllowed_NamesSettingValueAndRange(string text) =>
        Assert.Equal(
            $"m: A is '{text}'; it must be a number between 0 and 1.", Message(reader => reader.Number("A", 0.5, 0, 1), ("A", text)));

    [Theory]
    [InlineData("0")]
    [InlineData("10")]
    [InlineData("1.5")]
    [InlineData("99999999999999")]
    public void Whole_NotAllowed_NamesSettingValueAndRange(string text) =>
        Assert.Equal(
            $"m: A is '{text}'; it must be an integer between 1 and 9.", Message(reader => reader.Whole("A", 3, 1, 9), ("A", text)));

    [Theory]
    [InlineData("2^-41")]
    [InlineData("2^21")]
    [InlineData("2^")]
    [InlineData("0.5")]
    public void PowerOfTwo_NotAllowed_NamesSettingValueAndRange(string text) => Assert.Equal(
        $"m: A is '{text}'; it must be a power of two between 2^-40 and 2^20.",
        Message(reader => reader.PowerOfTwo("A", -20, -40, 20), ("A", text)));

    [Fact]
    public void Flag_NotAllowed_NamesSettingAndValue() =>
        Assert.Equal("m: A is 'yes'; it must be 'true' or 'false'.", Message(reader => reader.Flag("A", true), ("A", "yes")));

    [Fact]
    public void Choice_NotAllowedOrAbsent_NamesSettingAndChoices()
    {
        Assert.Equal("m: A is 'z'; it must be one of: x, y.", Message(reader => reader.Choice("A", ["x", "y"]), ("A", "z")));
        Assert.Equal("m: A is not set; it must be one of: x, y.", Message(reader => reader.Choice("A", ["x", "y"])));
    }

    [Fact]
    public void RefuseOthers_UnknownSetting_NamesItAndTheKnown()
    {
        Assert.Equal("m: B is '1', but there is no such setting; there are none.", Message(reader => reader.RefuseOthers(), ("B", "1")));
        Assert.Equal(
            "m: B is '1', but there is no such setting; known are: A.",
            Message(
                reader =>
                {
                    reader.Flag("A", true);
                    reader.RefuseOthers();
                },
                ("B", "1")));
    }

    private static string Message<T>(Func<ParameterReader, T> read, params (string Name, string Value)[] parameters) =>
        Message(reader => { read(reader); }, parameters);

    private static string Message(Action<ParameterReader> read, params (string Name, string Value)[] parameters) =>
        Assert.Throws<ArgumentException>(() => read(Read(parameters))).Message;

    private static ParameterReader Read(params (string Name, string Value)[] parameters) =>
        new("m", parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
