import { byId, describe } from "./dom.js";
import { clock, count, duration } from "./format.js";

const status = byId("status").querySelector("dl");
const configuration = byId("configuration").querySelector("dl");

/** Shows what the aggregator counted and how the federation is configured; null empties both. */
export function renderFederation(federation) {
  describe(status, federation ? [...statusRows(federation.status), ...archiveRows(federation.archive)] : []);
  describe(configuration, federation ? configurationRows(federation.configuration) : []);
}

function statusRows(counters) {
  const problem = (term, value, title) => ({ term, text: count(value), tone: value > 0 ? "warn" : null, title });
  return [
    { term: "Version", text: count(counters.version) },
    { term: "Open rounds", text: count(counters.openRounds) },
    { term: "Next offset", text: count(counters.nextOffset) },
    { term: "Lag", text: count(counters.lag) },
    { term: "Duplicates", text: count(counters.duplicates), title: "Updates seen before with the same hash" },
    problem("Conflicts", counters.conflicts, "Updates seen before with another hash"),
    problem("Round closed", counters.closed, "Updates whose round had closed"),
    problem("Malformed", counters.malformed, "Updates that could not be read"),
    problem("Unknown", counters.unknown, "Updates of participants nobody admitted"),
    { term: "Last round (UTC)", text: clock(counters.lastRoundAt), title: counters.lastRoundAt },
  ];
}

/** Nothing where nothing is archived. */
function archiveRows(archive) {
  return archive ? [
    { term: "Archived version", text: count(archive.version), tone: archive.failures > 0 ? "warn" : null, title: archive.location },
    { term: "Not archived", text: count(archive.missing), tone: archive.missing > 0 ? "warn" : null, title: "Offsets that retention removed before they were archived" },
  ] : [];
}

function configurationRows(settings) {
  return [
    { term: "Local model", text: settings.model },
    { term: "Strategy", text: settings.strategy },
    { term: "Features", text: settings.features.join(", ") },
    { term: "Partitions", text: count(settings.partitions) },
    { term: "Window", text: duration(settings.window) },
    { term: "Lateness", text: duration(settings.lateness) },
    { term: "Idle timeout", text: duration(settings.idleTimeout) },
    { term: "Max future skew", text: duration(settings.maxFutureSkew) },
    { term: "Sensor topic", text: settings.sensorTopic },
    { term: "Updates topic", text: settings.updatesTopic },
    { term: "Rounds topic", text: settings.roundsTopic },
    { term: "Model topic", text: settings.modelTopic },
  ];
}
