// The playground's own bar: what time it is there, what comes next, who one is.
import { post } from "./api.js";
import { fill, h, note } from "./dom.js";
import { avatar } from "./names.js";
import { icon } from "./icons.js";
import { barBrief, barTime, briefly, moves, now, relative, shortly, zone } from "./clock.js";
import { openMenu } from "./menus.js";
import { emit, loadDue, loadState, messagesSoon, myself, on, store } from "./store.js";

const bar = document.getElementById("bar");
const HOUR = 3600;
let busy = null;
let told = "";

export function start() {
  const slots = {
    time: h("div", { class: "bar-time", id: "bar-time", role: "group", "aria-label": "Playground time" }),
    due: h("div", { class: "bar-due", id: "bar-due", role: "group", "aria-label": "What comes next" }),
    steps: h("div", { class: "bar-steps", role: "group", "aria-label": "Move the clock" }),
    more: h("button", { type: "button", class: "chip more-time", "aria-haspopup": "menu", "aria-expanded": "false", onclick: (event) => timeMenu(event.currentTarget) }, icon("clock"), h("span", { class: "label" }, "More"), h("span", { class: "sr" }, " ways to move the clock")),
    busy: h("div", { class: "bar-busy", role: "status" }),
    moves: h("div", { class: "bar-moves" }),
    theme: h("button", { type: "button", class: "plain", id: "theme", onclick: nextTheme }),
    hood: h("button", { type: "button", class: "plain", id: "hood-button", "aria-controls": "hood", "aria-expanded": "false", "aria-label": "Under the hood", title: "Under the hood", onclick: () => emit("hood") }, icon("hood")),
    help: h("button", { type: "button", class: "plain", "aria-label": "Show me around", title: "Show me around", onclick: () => emit("tour") }, icon("help")),
    who: h("button", { type: "button", class: "who", id: "who", "aria-haspopup": "menu", "aria-expanded": "false", onclick: (event) => whoMenu(event.currentTarget) }),
  };
  fill(slots.moves, slots.due, slots.steps, slots.more);
  fill(bar, h("div", { class: "brand" }, h("img", { src: "/static/icon.svg", alt: "", width: "24", height: "24" }), h("span", {}, "Viva ", h("b", {}, "playground"))),
    slots.time, slots.moves, h("div", { class: "bar-end" }, slots.hood, slots.theme, slots.help, slots.who), slots.busy);
  new ResizeObserver(() => fit(slots)).observe(slots.moves);
  const whole = () => {
    showTime(slots);
    showDue(slots);
  };
  on("clock", whole);
  on("due", whole);
  on("state", () => {
    const me = myself();
    fill(slots.who, avatar(me, "small"), h("span", { class: "who-name" }, h("small", {}, "You are "), h("b", {}, me.name)), h("span", { class: "sr" }, ". Be somebody else"), icon("down"));
    showSteps(slots);
  });
  on("busy", () => {
    bar.classList.toggle("is-busy", Boolean(busy));
    slots.busy.textContent = busy ?? told;
    for (const button of bar.querySelectorAll(".chip")) button.disabled = Boolean(busy);
  });
  showTheme(slots.theme);
}

function showTime({ time }) {
  const text = barTime(now());
  if (time.dataset.text === text) return;
  time.dataset.text = text;
  fill(time, icon("clock"), h("b", { class: "full" }, text), h("b", { class: "brief", title: text }, barBrief(now())), h("small", { title: "Your time zone" }, zone().replaceAll("_", " ")));
}

function showDue(slots) {
  const { due } = slots;
  const sign = JSON.stringify([store.due, store.due.map((d) => relative(Date.parse(d.at))), moves]);
  if (due.dataset.sign === sign) return;
  const focused = due.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  due.dataset.sign = sign;
  fill(due, store.due.map((next, i) => {
    const at = Date.parse(next.at);
    return h("button", {
      type: "button", class: `chip due ${i === 0 ? "first" : ""}`, "data-key": `due-${i}`, disabled: !moves || Boolean(busy), title: `Jump to ${next.what}: ${shortly(at)}`,
      onclick: () => jumpTo(next),
    }, icon("jump"), h("span", { class: "sr" }, "Jump to "), h("span", { class: "due-what" }, next.what), " ", h("small", {}, briefly(at)), h("span", { class: "sr" }, `, ${shortly(at)}`));
  }), store.due.length === 0 && h("span", { class: "nothing" }, "Nothing is due"));
  fit(slots);
  if (focused) due.querySelector(`[data-key=${focused}]`)?.focus();
}

const steps = () => [
  ["+1 hour", () => move("Playing an hour…", { by: HOUR })],
  ["+1 day", () => move("Playing a day…", { by: 24 * HOUR })],
  ["Weekend", () => move("Playing until the weekend…", { to: weekend().toISOString() })],
];
const scenes = () => store.state.scenes.map((name) => [name, () => scene(name)]);

function showSteps(slots) {
  if (slots.steps.childElementCount) return;
  fill(slots.steps, [...steps(), ...scenes()].map(([label, run]) => h("button", { type: "button", class: "chip", onclick: run, disabled: Boolean(busy) }, label)));
  fit(slots);
}

/** Shows as much as there is room for: what is due next always, the rest as long as it fits. All of it is in the menu, too. */
function fit({ moves: row, due, steps: slot }) {
  const dues = [...due.querySelectorAll(".chip")];
  const [hour, day, weekend, ...scenes] = slot.children;
  const all = [...dues, ...slot.children];
  const fits = () => row.scrollWidth <= row.clientWidth;
  for (const chip of all) chip.hidden = false;
  slot.hidden = false;
  row.classList.remove("tight");
  for (const chip of [weekend, hour, ...scenes.toReversed(), day, ...dues.slice(1).toReversed()]) {
    if (fits()) return;
    if (chip) chip.hidden = true;
    slot.hidden = [...slot.children].every((step) => step.hidden);
  }
  row.classList.toggle("tight", !fits());
}

function timeMenu(anchor) {
  openMenu(anchor, [
    store.due.length > 0 && "Jump to",
    ...store.due.map((next) => ({ label: next.what, detail: `${shortly(Date.parse(next.at))}, ${relative(Date.parse(next.at))}`, icon: icon("jump"), run: () => jumpTo(next) })),
    "Move the clock",
    ...steps().map(([label, run]) => ({ label: label === "Weekend" ? "To the weekend" : label, icon: icon("clock"), run })),
    { label: "+1 week", detail: "Everything on the way happens", icon: icon("clock"), run: () => move("Playing a week…", { by: 7 * 24 * HOUR }) },
    store.state.scenes.length > 0 && "Let others play",
    ...scenes().map(([label, run]) => ({ label, icon: icon("apps"), run })),
  ], { name: "Move the clock" });
}

/** The next Saturday morning. */
function weekend() {
  const day = new Date(now());
  day.setHours(10, 0, 0, 0);
  do day.setDate(day.getDate() + 1); while (day.getDay() !== 6);
  return day;
}

const jumpTo = (next) => move(`Playing until ${next.what}…`, { to: next.at });

async function during(words, work) {
  if (busy) return;
  busy = words;
  emit("busy");
  try {
    await work();
  } catch (problem) {
    emit("problem", problem.message);
  } finally {
    busy = null;
    emit("busy");
    await Promise.all([loadState(), loadDue()]).catch(() => {});
    for (const channel of [store.channel, store.thread]) if (channel) messagesSoon(channel);
  }
}

const move = (words, body) => during(words, async () => {
  const { stops } = await post("clock", body);
  // It is shown in a live region, so it is read out, too.
  const shown = told = stops.length ? `On the way: ${stops.slice(0, 4).join(", ")}${stops.length > 4 ? ` and ${stops.length - 4} more` : ""}` : "Nothing was due on the way";
  setTimeout(() => {
    if (told === shown) told = "";
    emit("busy");
  }, 8000);
});

const scene = (name) => during(`${name}…`, async () => {
  const { told } = await post("scene", { name });
  emit("news", told);
});

// ---- who one is

function whoMenu(anchor) {
  const people = store.state.people.filter((p) => !p.bot);
  people.sort((a, b) => b.organizer - a.organizer);
  const here = new URLSearchParams(location.hash.slice(1));
  const windowAs = (p) => {
    const hash = new URLSearchParams(here);
    hash.set("as", p.id);
    return `/#${hash}`;
  };
  openMenu(anchor, [
    "Be",
    ...people.map((p) => ({ label: p.name, detail: [p.organizer ? "organizer" : "member", ...p.roles].join(", "), icon: avatar(p, "small"), mark: p.organizer ? icon("crown") : null, checked: p.id === store.me, run: () => emit("be", p.id) })),
    "Open a second window as",
    ...people.filter((p) => p.id !== store.me).map((p) => ({ label: p.name, icon: icon("window"), href: windowAs(p) })),
  ], { place: "end", name: "Who you are" });
}

// ---- colours

const THEMES = ["system", "dark", "light"];
function nextTheme(event) {
  const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
  note("theme", null);
  if (next === "system") delete document.documentElement.dataset.theme;
  else {
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("viva.theme", next);
    } catch { /* then only for now */ }
  }
  showTheme(event.currentTarget);
}
const theme = () => document.documentElement.dataset.theme ?? "system";
function showTheme(button) {
  const words = `Colours: ${theme() === "system" ? "as the system has them" : theme()}`;
  fill(button, icon({ system: "half", dark: "moon", light: "sun" }[theme()]));
  button.setAttribute("aria-label", words);
  button.title = words;
}
