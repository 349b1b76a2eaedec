import { getFederation, getFederations, getNodes } from "./api.js";
import { renderChart } from "./chart.js";
import { byId, setText } from "./dom.js";
import { renderFederation } from "./federation.js";
import { weight } from "./format.js";
import { renderAge, renderModel } from "./model.js";
import { renderNodes } from "./nodes.js";
import { clear, report } from "./notices.js";
import { LiveRounds } from "./rounds.js";

const pollIntervalMs = 2_000;
const states = { connecting: "Connecting", live: "Live", lost: "Reconnecting" };

const picker = byId("federation");
let shown = null;

picker.addEventListener("change", () => show(picker.value));
addEventListener("error", event => report("Page", event.message));
addEventListener("unhandledrejection", event => report("Page", String(event.reason)));
setInterval(renderAge, 1_000);
poll("Federations", getFederations, renderFederations, new AbortController().signal);

function renderFederations(federations) {
  const names = federations.map(federation => federation.name);
  if (names.join("\n") !== [...picker.options].map(option => option.value).join("\n")) {
    picker.replaceChildren(...names.map(name => new Option(name, name)));
  }
  picker.disabled = names.length === 0;
  if (names.length === 0) {
    throw new Error("none is configured");
  }
  if (!names.includes(shown?.name)) {
    const wanted = new URLSearchParams(location.search).get("federation");
    show(names.includes(wanted) ? wanted : names[0]);
  }
  picker.value = shown.name;
  const { model, strategy } = federations.find(federation => federation.name === shown.name);
  setText(byId("kind"), `${model} · ${strategy}`);
}

/** Leaves the federation shown so far, empties the page and follows another one. */
function show(name) {
  shown?.controller.abort();
  ["Rounds", "Stream", "Delivery", "Fog nodes", "Federation"].forEach(clear);
  const controller = new AbortController();
  const { signal } = controller;
  shown = { name, controller };
  history.replaceState(null, "", `?federation=${encodeURIComponent(name)}`);
  renderRounds([]);
  renderNodes([]);
  renderFederation(null);

  const rounds = new LiveRounds(name, signal, renderRounds, renderConnection);
  poll("Fog nodes", () => getNodes(name, signal), renderNodes, signal, byId("nodes"));
  poll("Federation", () => getFederation(name, signal), federation => {
    renderFederation(federation);
    rounds.reconcile(federation.status.version);
  }, signal, byId("status"));
}

function renderRounds(rounds) {
  renderModel(rounds);
  renderChart(rounds);
  const newest = rounds.at(-1);
  document.title = newest ? `${weight(newest.globalWeight)} · ${shown.name} · FederatedOrleans` : "FederatedOrleans";
}

function renderConnection(state) {
  const connection = byId("connection");
  connection.dataset.state = state;
  setText(connection, states[state]);
}

async function poll(source, load, render, signal, section) {
  while (!signal.aborted) {
    try {
      const answer = await load(signal);
      if (!signal.aborted) {
        render(answer);
        clear(source);
      }
    } catch (error) {
      if (!signal.aborted) {
        report(source, error.message, section);
      }
    }
    await new Promise(resolve => setTimeout(resolve, pollIntervalMs));
  }
}
