// The left: the server, its channels with their threads, and direct conversations.
import { fill, h } from "./dom.js";
import { avatar } from "./names.js";
import { icon } from "./icons.js";
import { post } from "./api.js";
import { emit, guilds, loadState, nameOf, on, person, store, unread } from "./store.js";

const side = document.getElementById("side");
const veil = document.getElementById("veil");

export function start() {
  on("state", render);
  on("place", render);
  on("drawer", (open) => drawer(open ?? !side.classList.contains("open")));
  veil.addEventListener("click", () => drawer(false));
  side.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drawer(false);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const rows = [...side.querySelectorAll("button")];
    const next = rows[rows.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
}

/** On narrow screens the channels come and go. */
function drawer(open) {
  side.classList.toggle("open", open);
  veil.hidden = !open;
  if (open) side.querySelector("[aria-current], button")?.focus();
  else if (side.contains(document.activeElement)) document.querySelector("#main .drawer")?.focus();
}

function render() {
  if (!store.state) return;
  const focused = side.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const scroll = side.querySelector(".channels")?.scrollTop ?? 0;
  fill(side,
    guilds().length ? null : h("h2", { class: "server" }, "No server"),
    h("div", { class: "channels" }, guilds().map(guild), directs()));
  side.querySelector(".channels").scrollTop = scroll;
  if (focused) side.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function guild(guild) {
  const channels = guild.channels.filter((c) => !c.thread && [0, 5].includes(c.kind));
  return [
    h("h2", { class: "server" }, guild.name),
    h("h3", { class: "section" }, "Text channels"),
    h("ul", {}, channels.map((channel) => {
      const threads = guild.channels.filter((c) => c.parent === channel.id && shown(c));
      threads.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
      return h("li", {}, row(channel, "hash"),
        threads.length > 0 && h("ul", { class: "threads", "aria-label": `Threads of ${channel.name}` },
          threads.slice(0, 8).map((thread) => h("li", {}, row(thread, thread.thread.private ? "lock" : "thread")))));
    })),
  ];
}

/** Threads that are awake, and the one that one looks at. */
const shown = (channel) => channel.thread && (!channel.thread.archived || channel.id === store.thread);

function row(channel, drawing) {
  const { news, pings } = unread(channel);
  const here = channel.id === store.channel || channel.id === store.thread;
  const label = [channel.thread ? "thread" : "channel", channel.name];
  if (pings) label.push(`${pings} for you`);
  else if (news) label.push("unread");
  return h("button", {
    type: "button", class: `row ${news && !here ? "news" : ""} ${here ? "here" : ""}`, "aria-current": here ? "page" : null,
    "aria-label": label.join(", "), "data-key": channel.id, onclick: () => open(channel.id),
  }, icon(drawing), h("span", { class: "name" }, channel.name), !here && pings > 0 && h("span", { class: "badge" }, pings));
}

function open(id) {
  drawer(false);
  emit("open", id);
}

/** Conversations that there are, and the bots with whom one may begin one. */
function directs() {
  const known = store.state.directs.map((c) => ({ id: c.with, channel: c }));
  const bots = store.state.people.filter((p) => p.bot && !known.some((k) => k.id === p.id)).map((p) => ({ id: p.id }));
  const all = [...known, ...bots].filter((k) => person(k.id));
  if (!all.length) return null;
  return [
    h("h3", { class: "section" }, "Direct messages"),
    h("ul", {}, all.map(({ id, channel }) => {
      const { news, pings } = channel ? unread(channel) : { news: false, pings: 0 };
      const here = Boolean(channel) && channel.id === store.channel;
      return h("li", {}, h("button", {
        type: "button", class: `row direct ${news && !here ? "news" : ""} ${here ? "here" : ""}`, "aria-current": here ? "page" : null,
        "aria-label": `direct messages with ${nameOf(id)}${pings ? `, ${pings} unread` : ""}`, "data-key": `d${id}`,
        onclick: async () => {
          if (channel) return open(channel.id);
          const begun = await post("direct", { as: store.me, with: id });
          await loadState();
          open(begun.channel);
        },
      }, avatar({ id, name: nameOf(id) }, "small"), h("span", { class: "name" }, nameOf(id)), !here && pings > 0 && h("span", { class: "badge" }, pings)));
    })),
  ];
}
