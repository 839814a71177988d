// Under the hood: what passes between the bot and Discord, and what the bot keeps in its books.
import { get } from "./api.js";
import { fill, h, note, recall, soon } from "./dom.js";
import { icon } from "./icons.js";
import { styled, now } from "./clock.js";
import { emit, on } from "./store.js";

const panel = document.getElementById("hood");
const MOST = 250;
const passed = [];
let books = {};
let tab = "Traffic";
let count = 0;

export function start() {
  on("hood", () => toggle(panel.hidden));
  if (recall("hood", false)) toggle(true);
}

/** Something happened. */
export function heard(happening) {
  const line = describe(happening);
  if (!line) {
    if (!panel.hidden) booksSoon();
    return;
  }
  passed.push({ ...line, number: ++count, at: now() });
  if (passed.length > MOST) passed.shift();
  if (panel.hidden) return;
  if (tab === "Traffic") trafficSoon();
  booksSoon();
}

function describe(happening) {
  switch (happening.what) {
    case "Request": {
      const path = decodeURI(happening.path.replace(/^\/api\/v\d+/, "")) + (happening.query ? `?${happening.query}` : "");
      return { way: "out", verb: happening.method, text: path.replace(/(\/(?:interactions|webhooks)\/\d+\/)[\w.-]{12,}/, "$1…"), end: String(happening.status), bad: happening.status >= 400, detail: { sent: happening.body, received: happening.resp } };
    }
    case "GatewaySent": return { way: "in", verb: "event", text: happening.t, end: gistOf(happening.d), detail: { event: happening.d } };
    case "GatewayConnected": return { way: "in", verb: "gateway", text: happening.resumed ? "resumed" : "connected", end: "", detail: null };
    case "GatewayDisconnected": return { way: "in", verb: "gateway", text: "disconnected", end: "", bad: true, detail: null };
    default: return null;
  }
}

function gistOf(data) {
  const text = data?.content || data?.name || data?.data?.custom_id || data?.data?.name || "";
  return typeof text === "string" ? text.slice(0, 60) : "";
}

function toggle(open) {
  panel.hidden = !open;
  document.getElementById("hood-button")?.setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("hood-open", open);
  note("hood", open ? true : null);
  if (open) {
    render();
    loadBooks();
  }
}

async function loadBooks() {
  try {
    const told = await get("hood");
    books = Array.isArray(told) ? Object.fromEntries(told) : told;
  } catch {
    return;
  }
  if (panel.hidden) return;
  const names = ["Traffic", ...Object.keys(books ?? {})];
  if (panel.dataset.names !== names.join("|")) render();
  else if (tab !== "Traffic") body();
}
const booksSoon = soon(loadBooks, 250);
const trafficSoon = soon(() => tab === "Traffic" && body(), 60);

function render() {
  const names = ["Traffic", ...Object.keys(books ?? {})];
  panel.dataset.names = names.join("|");
  if (!names.includes(tab)) tab = "Traffic";
  const focused = panel.querySelector("[role=tab]:focus") !== null;
  fill(panel,
    h("header", {},
      h("div", { class: "tabs", role: "tablist", "aria-label": "Under the hood", onkeydown: keys }, names.map((name) => h("button", {
        type: "button", role: "tab", id: `tab-${slug(name)}`, "aria-selected": String(name === tab), "aria-controls": "hood-body", tabindex: name === tab ? "0" : "-1",
        onclick: () => {
          tab = name;
          render();
          panel.querySelector("[aria-selected=true]").focus();
        },
      }, titled(name)))),
      h("button", { type: "button", class: "plain", "aria-label": "Close", onclick: () => {
        emit("hood");
        document.getElementById("hood-button")?.focus();
      } }, icon("close"))),
    h("div", { id: "hood-body", class: "hood-body", role: "tabpanel", tabindex: "0", "aria-labelledby": `tab-${slug(tab)}` }));
  if (focused) panel.querySelector("[aria-selected=true]").focus();
  body();
}

function keys(event) {
  const tabs = [...panel.querySelectorAll("[role=tab]")];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length].click();
}

const open = new Set();

function body() {
  const place = panel.querySelector(".hood-body");
  if (!place) return;
  const atEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 60;
  if (tab !== "Traffic") {
    const scroll = place.scrollTop;
    fill(place, shown(books[tab]));
    place.scrollTop = scroll;
    return;
  }
  fill(place, passed.length === 0 && h("p", { class: "nothing" }, "Nothing has passed yet. Say something, or move the clock."),
    passed.map((line) => h("details", {
      class: `pass ${line.way} ${line.bad ? "bad" : ""}`, open: open.has(line.number), ontoggle: (event) => {
        if (event.target.open) {
          open.add(line.number);
          if (!event.target.querySelector("pre")) event.target.append(h("pre", { tabindex: "0" }, JSON.stringify(line.detail, null, 2)));
        } else open.delete(line.number);
      },
    }, h("summary", {}, h("span", { class: "when" }, styled(line.at, "T")), h("span", { class: "way" }, line.way === "out" ? "bot →" : "→ bot"), h("span", { class: "verb" }, line.verb), h("span", { class: "path" }, line.text), h("span", { class: "end" }, line.end)))));
  if (atEnd) place.scrollTop = place.scrollHeight;
}

// ---- books

const slug = (name) => name.toLowerCase().replace(/\W+/g, "-");
const titled = (name) => {
  const words = String(name).replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
};

/** Any data, as a table where it is one: objects in a list, or `{ columns, rows }` where the order matters. */
function shown(data) {
  if (Array.isArray(data?.columns) && Array.isArray(data.rows)) {
    if (!data.rows.length) return h("p", { class: "nothing" }, "Nothing yet.");
    return table(data.columns, data.rows);
  }
  if (data === null || data === undefined || (Array.isArray(data) && !data.length)) return h("p", { class: "nothing" }, "Nothing yet.");
  if (Array.isArray(data) && data.every((row) => row && typeof row === "object" && !Array.isArray(row))) {
    const columns = [...new Set(data.flatMap((row) => Object.keys(row)))];
    return table(columns, data.map((row) => columns.map((c) => row[c])));
  }
  if (Array.isArray(data)) return h("ul", {}, data.map((item) => h("li", {}, cell(item))));
  if (typeof data === "object") {
    return h("table", { class: "pairs" }, h("tbody", {}, Object.entries(data).map(([key, value]) => h("tr", {}, h("th", { scope: "row" }, titled(key)), h("td", {}, cell(value))))));
  }
  return h("p", { class: "words" }, String(data));
}

const table = (columns, rows) => h("table", {}, h("thead", {}, h("tr", {}, columns.map((c) => h("th", { scope: "col" }, titled(c))))),
  h("tbody", {}, rows.map((row) => h("tr", {}, row.map((value) => h("td", {}, cell(value)))))));

function cell(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "object") return shown(value);
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return h("time", { datetime: value, title: value }, styled(Date.parse(value), "s"));
  return String(value);
}
