import { byId, setText } from "./dom.js";
import { clock } from "./format.js";

const items = new Map();

/** Shows what is wrong with a source until `clear` is called for it; `section` is marked as out of date meanwhile. */
export function report(source, problem, section) {
  section?.setAttribute("data-stale", "");
  let notice = items.get(source);
  if (!notice) {
    notice = { item: document.createElement("li"), since: clock(Date.now()), section };
    items.set(source, notice);
    byId("notices").append(notice.item);
  }
  setText(notice.item, `${source}: ${problem} (since ${notice.since} UTC)`);
}

export function clear(source) {
  const notice = items.get(source);
  notice?.section?.removeAttribute("data-stale");
  notice?.item.remove();
  items.delete(source);
}
