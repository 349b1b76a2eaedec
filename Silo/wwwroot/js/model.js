import { byId, setAttribute, setText } from "./dom.js";
import { age, clock, count, date, none, signed, vector, weight } from "./format.js";

const section = byId("model");
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** Shows the newest of `rounds`, or that there is none yet. */
export function renderModel(rounds) {
  const model = rounds.at(-1);
  const previous = rounds.at(-2);
  section.toggleAttribute("data-empty", !model);
  renderWeight(model, previous);
  setText(byId("version"), model ? String(model.version) : none);
  setText(byId("running-mean"), weight(model?.runningMean));
  setAttribute(byId("running-mean"), "title", model ? String(model.runningMean) : null);
  setText(byId("samples"), count(model?.samples));
  setText(byId("participants"), count(model?.participants.length));
  setAttribute(byId("participants"), "title", model?.participants.join(", "));
  setText(byId("window"), windowOf(model));
  setText(byId("weights"), model ? vector(model.weights) : none);
  setText(byId("hash"), model?.hash ?? none);
  setAttribute(byId("hash"), "title", model?.hash);
  setAttribute(byId("published"), "datetime", model?.createdAt);
  setAttribute(byId("published"), "title", model?.createdAt);
  renderAge();
}

/** Called every second as well, because an age grows by itself. */
export function renderAge() {
  const published = byId("published");
  setText(published, published.dateTime ? age(published.dateTime) : none);
}

function renderWeight(model, previous) {
  const value = byId("global-weight");
  const text = weight(model?.globalWeight);
  if (model && value.textContent !== text && !stillness.matches) {
    value.animate([{ opacity: 0.35 }, { opacity: 1 }], { duration: 500, easing: "ease-out" });
  }
  setText(value, text);
  setAttribute(value, "title", model ? String(model.globalWeight) : null);
  setText(byId("change"), changeOf(model, previous));
}

function changeOf(model, previous) {
  if (!model) {
    return "Waiting for the first round";
  }
  if (!previous) {
    return `version ${model.version}`;
  }
  const change = model.globalWeight - previous.globalWeight;
  return `${change === 0 ? "unchanged" : signed(change)} since version ${previous.version}`;
}

function windowOf(model) {
  return model?.window ? `${date(model.window.start)} ${clock(model.window.start)} – ${clock(model.window.end)}` : none;
}
