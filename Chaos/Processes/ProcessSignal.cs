namespace FederatedOrleans.Chaos.Processes;

/// <summary>Signals that can be sent to a child process.</summary>
public enum ProcessSignal
{
    /// <summary>SIGINT, as from Ctrl-C.</summary>
    Interrupt,

    /// <summary>SIGTERM: asks the process to end.</summary>
    Terminate,

    /// <summary>SIGKILL: ends the process at once, as a crash would.</summary>
    Kill,

    /// <summary>SIGSTOP: suspends the process, whose connections stay open.</summary>
    Stop,

    /// <summary>SIGCONT: resumes a suspended process.</summary>
    Continue,
}
