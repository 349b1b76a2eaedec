import { getModels, openStream } from "./api.js";
import { byId } from "./dom.js";
import { clear, report } from "./notices.js";

/** As many rounds as the page holds and the chart shows. */
const roundLimit = 100;
const reopenDelayMs = 3_000;
const historySource = "Rounds";
const streamSource = "Stream";
const deliverySource = "Delivery";

/**
 * The newest rounds of one federation, kept current by its stream. Whenever the stream opens, the history is read again: what was
 * missed meanwhile is filled in, and a cluster that started over at version 1 is followed.
 */
export class LiveRounds {
  #federation;
  #signal;
  #changed;
  #stateChanged;
  #stream;
  #reopen;
  #rounds = [];
  #arrivedWhileReading = null;
  #historyFailed = false;
  #behindAt = null;

  constructor(federation, signal, changed, stateChanged) {
    this.#federation = federation;
    this.#signal = signal;
    this.#changed = changed;
    this.#stateChanged = stateChanged;
    signal.addEventListener("abort", () => this.#close());
    stateChanged("connecting");
    this.#readHistory();
    this.#open();
  }

  get #version() {
    return this.#rounds.at(-1)?.version ?? 0;
  }

  /** Compares with the version the federation reports: twice different without a round between means the stream is stuck. */
  reconcile(version) {
    if (this.#historyFailed) {
      this.#readHistory();
    }
    const held = this.#version;
    if ((version ?? 0) === held || this.#stream?.readyState !== EventSource.OPEN) {
      this.#behindAt = null;
    } else if (this.#behindAt === held) {
      report(deliverySource, `the stream stopped at version ${held} while ${version} is out; it was opened again`);
      this.#behindAt = null;
      this.#stateChanged("lost");
      this.#open();
    } else {
      this.#behindAt = held;
    }
  }

  #open() {
    this.#close();
    const stream = this.#stream = openStream(this.#federation);
    stream.addEventListener("open", () => {
      clear(streamSource);
      this.#stateChanged("live");
      this.#readHistory();
    });
    stream.addEventListener("error", () => {
      this.#stateChanged("lost");
      report(streamSource, "connection lost; what you see may be out of date, trying again", byId("model"));
      if (stream.readyState === EventSource.CLOSED) {
        this.#reopen = setTimeout(() => this.#open(), reopenDelayMs);
      }
    });
    stream.addEventListener("round", event => this.#receive(JSON.parse(event.data)));
  }

  #close() {
    clearTimeout(this.#reopen);
    this.#stream?.close();
  }

  async #readHistory() {
    const arrived = this.#arrivedWhileReading = [];
    try {
      const rounds = await getModels(this.#federation, roundLimit, this.#signal);
      if (this.#arrivedWhileReading !== arrived) {
        return;
      }
      this.#rounds = rounds;
      arrived.forEach(round => this.#append(round));
      this.#arrivedWhileReading = null;
      this.#historyFailed = false;
      clear(historySource);
      this.#changed(this.#rounds);
    } catch (error) {
      if (!this.#signal.aborted && this.#arrivedWhileReading === arrived) {
        this.#historyFailed = true;
        report(historySource, error.message);
      }
    }
  }

  #receive(round) {
    clear(deliverySource);
    this.#arrivedWhileReading?.push(round);
    if (this.#append(round)) {
      this.#changed(this.#rounds);
    }
  }

  /** A version not above the one held is a repetition. */
  #append(round) {
    if (round.version <= this.#version) {
      return false;
    }
    this.#rounds = [...this.#rounds, round].slice(-roundLimit);
    return true;
  }
}
