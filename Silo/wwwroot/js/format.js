export const none = "–";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fixed = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const fine = new Intl.NumberFormat("en", { minimumFractionDigits: 4, maximumFractionDigits: 4 });

export const count = value => Number.isFinite(value) ? whole.format(value) : none;

/** Two decimals as in the `global_weight` table; more, or an exponent, where two would hide the value. */
export function weight(value) {
  if (!Number.isFinite(value)) {
    return none;
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) {
    return value.toExponential(3);
  }
  return size !== 0 && size < 0.1 ? fine.format(value) : fixed.format(value);
}

export const signed = value => value < 0 ? `−${weight(-value)}` : `+${weight(value)}`;

/** The first components in full, the rest as a number. */
export function vector(values, shown = 4) {
  const head = values.slice(0, shown).join(", ");
  return values.length > shown ? `[${head}, … ${count(values.length - shown)} more]` : `[${head}]`;
}

/** `14:03:05` of an ISO 8601 time, in UTC. */
export const clock = time => time ? new Date(time).toISOString().slice(11, 19) : none;

export const date = time => new Date(time).toISOString().slice(0, 10);

export function age(time) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));
  if (seconds < 100) {
    return `${seconds} s ago`;
  }
  if (seconds < 6000) {
    return `${Math.round(seconds / 60)} min ago`;
  }
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} d ago`;
}

/** A .NET duration (`[d.]hh:mm:ss[.fffffff]`) in words: `1 min 30 s`. */
export function duration(text) {
  const match = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? "");
  if (!match) {
    return text ?? none;
  }
  const [days, hours, minutes, seconds] = match.slice(1).map(part => Number(part ?? 0));
  const parts = [[days, "d"], [hours, "h"], [minutes, "min"], [seconds, "s"]].filter(([value]) => value > 0);
  return parts.map(([value, unit]) => `${value} ${unit}`).join(" ") || "0 s";
}
