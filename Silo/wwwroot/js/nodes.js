import { byId, resize, setAttribute, setText } from "./dom.js";
import { clock, count, none } from "./format.js";

const section = byId("nodes");
const [header, footer] = section.querySelectorAll("thead tr, tfoot tr");
const body = section.querySelector("tbody");

const attention = value => value > 0 ? "warn" : "quiet";
const counter = (name, key, hint) => ({ name, hint, text: node => count(node[key]), total: key });
const problem = (name, key, hint) => ({ ...counter(name, key, hint), tone: node => attention(node[key]) });
const time = (name, key, hint) => ({ name, hint, text: node => clock(node[key]), title: node => node[key] });

const columns = [
  { name: "Partition", text: node => String(node.partition), title: node => node.participant },
  { name: "State", text: node => node.idle ? "idle" : "active", badge: true, tone: node => node.idle ? "quiet" : "good" },
  counter("Readings", "readings", "Readings added to a window"),
  problem("Late", "late", "Readings whose window had closed"),
  problem("Future", "future", "Readings too far past their Kafka timestamp"),
  problem("Malformed", "malformed", "Readings that could not be parsed"),
  problem("Expired", "expired", "Readings removed by retention before they were read"),
  { name: "Next offset", text: node => count(node.nextOffset), title: node => `end offset ${count(node.endOffset)}` },
  counter("Lag", "lag", "Records in the partition not read yet"),
  time("Closed through", "closedThrough", "End of the last window closed"),
  time("Last update", "lastUpdate", "When the last update was published"),
  { name: "Values present", hint: "Readings that held each feature", text: presentOf, small: true },
];

header.append(...columns.map(column => {
  const cell = document.createElement("th");
  cell.scope = "col";
  cell.textContent = column.name;
  setAttribute(cell, "title", column.hint);
  return cell;
}));

/** Shows one row per fog node and their sums. */
export function renderNodes(nodes) {
  const ordered = [...nodes].sort((a, b) => a.partition - b.partition);
  const rows = resize(body, ordered.length, createRow);
  ordered.forEach((node, index) => renderRow(rows[index], node));
  renderTotals(ordered);
  section.toggleAttribute("data-empty", ordered.length === 0);
}

function createRow() {
  const row = document.createElement("tr");
  row.append(...columns.map((column, index) => {
    const cell = document.createElement(index === 0 ? "th" : "td");
    if (index === 0) {
      cell.scope = "row";
    }
    cell.classList.toggle("small", column.small === true);
    cell.append(document.createElement("span"));
    cell.firstChild.classList.toggle("badge", column.badge === true);
    return cell;
  }));
  return row;
}

function renderRow(row, node) {
  columns.forEach((column, index) => {
    const cell = row.cells[index].firstChild;
    setText(cell, column.text(node));
    setAttribute(cell, "data-tone", column.tone?.(node));
    setAttribute(cell, "title", column.title?.(node));
  });
}

function renderTotals(nodes) {
  const cells = resize(footer, columns.length, () => document.createElement(footer.cells.length === 0 ? "th" : "td"));
  columns.forEach((column, index) => {
    const sum = column.total ? count(nodes.reduce((total, node) => total + node[column.total], 0)) : "";
    setText(cells[index], index === 0 ? "All" : sum);
  });
}

function presentOf(node) {
  return Object.entries(node.present ?? {}).map(([feature, readings]) => `${feature} ${count(readings)}`).join("\n") || none;
}
