import uPlot from "../lib/uplot/uPlot.esm.js";
import { byId, setText } from "./dom.js";
import { clock, none, weight } from "./format.js";

const element = byId("chart");
const colour = name => () => getComputedStyle(element).getPropertyValue(name).trim();
const size = () => ({ width: element.clientWidth, height: element.clientHeight });

const [minute, hour, day] = [60, 3_600, 86_400];
/** Steps of the time axis in seconds; uPlot's own have nothing between one and five minutes. */
const timeSteps = [
  1, 2, 5, 10, 15, 30,
  ...[1, 2, 5, 10, 15, 30].map(minutes => minutes * minute),
  ...[1, 2, 4, 8, 12].map(hours => hours * hour),
  ...[1, 2, 7, 30, 365].map(days => days * day),
];

const axis = {
  font: "12px system-ui, sans-serif",
  stroke: colour("--muted"),
  grid: { stroke: colour("--line"), width: 1 },
  ticks: { stroke: colour("--line"), width: 1, size: 5 },
};

const plot = new uPlot({
  ...size(),
  padding: [12, 28, 0, 0],
  tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
  legend: { show: false },
  cursor: {
    drag: { x: false, y: false },
    points: { size: 9, fill: (self, series) => self.series[series].stroke(self, series) },
  },
  axes: [
    { ...axis, size: 34, space: 64, incrs: timeSteps, values: (_, ticks) => ticks.map(tick => clock(tick * 1000)) },
    { ...axis, size: 56 },
  ],
  series: [
    {},
    { stroke: colour("--accent"), width: 2, points: { size: 6, fill: colour("--card") } },
    { stroke: colour("--second"), width: 2, dash: [6, 4], points: { show: false } },
  ],
  hooks: { setCursor: [renderLegend], setData: [renderLegend] },
}, [[], [], []], element);

new ResizeObserver(() => plot.setSize(size())).observe(element);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw());

/** Draws the rounds by window end; a model without windows stands where it was published. */
export function renderChart(rounds) {
  const points = new Map(rounds.map(round => [Date.parse(round.window?.end ?? round.createdAt) / 1000, round]));
  const times = [...points.keys()].sort((a, b) => a - b);
  const ordered = times.map(time => points.get(time));
  plot.setData([times, ordered.map(round => round.globalWeight), ordered.map(round => round.runningMean)]);
  element.toggleAttribute("data-empty", rounds.length === 0);
  element.setAttribute("aria-label", summaryOf(rounds));
}

/** Shows the values under the pointer, else the newest ones. */
function renderLegend({ data, cursor }) {
  const [time, globalWeight, runningMean] = data.map(values => values.at(cursor.idx ?? -1));
  setText(byId("chart-time"), time ? clock(time * 1000) : none);
  setText(byId("chart-weight"), weight(globalWeight));
  setText(byId("chart-mean"), weight(runningMean));
}

function summaryOf(rounds) {
  const newest = rounds.at(-1);
  if (!newest) {
    return "No rounds yet";
  }
  const values = `newest global weight ${weight(newest.globalWeight)}, running mean ${weight(newest.runningMean)}`;
  return `Line chart of ${rounds.length} rounds; ${values}`;
}
