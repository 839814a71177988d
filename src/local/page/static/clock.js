// The playground's time, shown in the zone of whoever looks.
import { h } from "./dom.js";

let base = Date.now();
let heard = performance.now();
export let runs = false;
/** Whether the page may move it. */
export let moves = false;

/** Takes over what the server says. Returns by how many milliseconds that differs from what was shown. */
export function setClock(told) {
  const before = now();
  base = Date.parse(told.now);
  heard = performance.now();
  runs = told.runs;
  moves = told.moves;
  return base - before;
}

/** What time it is in the playground, in milliseconds. Between two words from the server it runs on by two seconds at most,
 * so that it stands where the server's stands. */
export const now = () => base + (runs ? Math.min(performance.now() - heard, 2000) : 0);

const language = (navigator.language ?? "").startsWith("en") ? navigator.language : "en-GB";
const format = (options) => new Intl.DateTimeFormat(language, options);
const STYLES = {
  t: format({ hour: "2-digit", minute: "2-digit" }),
  T: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  d: format({ day: "2-digit", month: "2-digit", year: "numeric" }),
  D: format({ day: "numeric", month: "long", year: "numeric" }),
  f: format({ day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }),
  F: format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }),
  s: format({ day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" }),
  S: format({ day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" }),
};
const WEEKDAY = format({ weekday: "short", hour: "2-digit", minute: "2-digit" });
const BAR = format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const DAY = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const relatively = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const inShort = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });

const UNITS = [["year", 31536e6], ["month", 2592e6], ["day", 864e5], ["hour", 36e5], ["minute", 6e4], ["second", 1e3]];

/** "in 3 hours", "2 days ago". */
export const relative = (at) => away(at, relatively);
/** The same in fewer letters: "in 3 hr". */
export const briefly = (at) => away(at, inShort).replace(".", "");

function away(at, format) {
  const away = at - now();
  const [unit, size] = UNITS.find(([, size]) => Math.abs(away) >= size * 0.995) ?? UNITS.at(-1);
  const count = Math.round(away / size);
  return count === 0 ? "now" : format.format(count, unit);
}

export const styled = (at, style) => (style === "R" ? relative(at) : (STYLES[style] ?? STYLES.f).format(at));
export const shortly = (at) => (Math.abs(at - now()) < 6 * 864e5 ? WEEKDAY : BAR).format(at);
export const barTime = (at) => BAR.format(at);
export const barBrief = (at) => WEEKDAY.format(at);
export const day = (at) => DAY.format(at);
export const zone = () => ZONE;
export const fully = (at) => STYLES.F.format(at);
const sameDay = (a, b) => new Date(a).toDateString() === new Date(b).toDateString();
export { sameDay };

/** As the head of a message has it. */
export function headTime(at) {
  const today = now();
  if (sameDay(at, today)) return `Today at ${STYLES.t.format(at)}`;
  if (sameDay(at, today - 864e5)) return `Yesterday at ${STYLES.t.format(at)}`;
  return STYLES.s.format(at);
}

const SHOWN = { head: headTime, short: (at) => STYLES.t.format(at), week: shortly };
const show = (at, how) => (SHOWN[how] ? SHOWN[how](at) : styled(at, how));

/** A time that stays true when the clock moves. `how` is one of Discord's styles, "head", "short" or "week". */
export function timeNode(at, how, props = {}) {
  const valid = Number.isFinite(at) && Math.abs(at) < 8.64e15;
  if (!valid) return h("span", props, "Invalid date");
  return h("time", {
    datetime: new Date(at).toISOString(), title: fully(at), "data-at": at, "data-how": how, ...props,
  }, show(at, how));
}

/** Brings all times up to date. */
export function refreshTimes() {
  for (const node of document.querySelectorAll("time[data-how=R], time[data-how=head], time[data-how=week]")) {
    const text = show(Number(node.dataset.at), node.dataset.how);
    if (node.textContent !== text) node.textContent = text;
  }
}
