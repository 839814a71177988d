// Where the page begins: who one is and where one looks stand in the address, all else comes from the server.
import { listen } from "./api.js";
import { announce, fill, note, recall } from "./dom.js";
import { refreshTimes, setClock } from "./clock.js";
import { orderPeople } from "./names.js";
import { Pane } from "./messages.js";
import * as sidebar from "./sidebar.js";
import * as timebar from "./timebar.js";
import * as hood from "./hood.js";
import * as tour from "./tour.js";
import { reopenForm } from "./form.js";
import { notice } from "./interact.js";
import {
  channelName, channelOf, dueSoon, emit, forgetCommands, guilds, loadDue, loadMessages, loadState, messagesSoon, myself, on, stateSoon, stopTyping, store, typed,
} from "./store.js";

const main = new Pane(document.getElementById("main"), false);
const aside = new Pane(document.getElementById("aside"), true);
const offline = document.getElementById("offline");

// ---- the address

const address = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

function writeAddress(push) {
  const hash = new URLSearchParams({ as: store.me, c: store.channel ?? "" });
  if (store.thread) hash.set("t", store.thread);
  if (`#${hash}` === location.hash) return;
  history[push ? "pushState" : "replaceState"](null, "", `#${hash}`);
}

/** Goes where the address says, as far as one can see it; else to where something is new. */
function goByAddress() {
  const { c, t } = address();
  const thread = channelOf(t)?.thread ? t : null;
  const wanted = channelOf(thread ? channelOf(thread).parent : c);
  const text = guilds().flatMap((guild) => guild.channels).filter((channel) => !channel.thread && [0, 5].includes(channel.kind));
  const best = text.find((channel) => channel.pings.length) ?? text.toSorted((a, b) => Number(BigInt(b.last ?? 0) - BigInt(a.last ?? 0) > 0n) || -1)[0];
  show((wanted ?? best)?.id ?? null, thread, false);
}

function show(channel, thread, push = true) {
  store.channel = channel;
  store.thread = thread;
  document.body.classList.toggle("with-thread", Boolean(thread));
  main.show(channel);
  aside.show(thread);
  document.title = `${channelName(channelOf(thread ?? channel))} · ${myself().name} · Viva playground`;
  writeAddress(push);
  emit("place", channel);
}

/** Opens a channel, or a thread beside its channel. */
function open(id) {
  const channel = channelOf(id);
  if (!channel) return;
  if (channel.thread) {
    show(channel.parent ?? store.channel, id);
    aside.focus();
  } else {
    const leaving = store.thread && store.channel === id;
    const from = store.thread;
    show(id, null);
    const chip = leaving && document.querySelector(`#main [data-id="${from}"] .thread-chip`);
    if (chip) chip.focus();
    else main.focus();
  }
}

/** Becomes somebody else. */
async function be(person) {
  store.me = person;
  store.lists.clear();
  store.failed.clear();
  store.notices.clear();
  forgetCommands();
  await loadState();
  const here = channelOf(store.channel)?.id ?? null;
  const thread = here && channelOf(store.thread) ? store.thread : null;
  if (here) show(here, thread);
  else {
    writeAddress(true);
    goByAddress();
  }
  announce(`You are now ${myself().name}`);
}

// ---- what happens

function hear(happening) {
  const { what, channel } = happening;
  const open = (id) => id && (id === store.channel || id === store.thread);
  if (what !== "Clock") hood.heard(happening);
  switch (what) {
    case "Clock": {
      const jumped = Math.abs(setClock(happening)) > 3000;
      refreshTimes();
      emit("clock");
      if (jumped) dueSoon();
      break;
    }
    case "MessageCreated":
      stopTyping(channel, happening.author);
      // falls through
    case "MessageEdited":
    case "MessageDeleted":
      if (open(channel)) messagesSoon(channel);
      stateSoon();
      dueSoon();
      break;
    case "ReactionAdded":
    case "ReactionRemoved":
    case "ReactionsCleared":
      if (open(channel)) messagesSoon(channel);
      break;
    case "ThreadCreated":
      if (open(happening.parent)) messagesSoon(happening.parent);
      stateSoon();
      break;
    case "ChannelCreated":
    case "ChannelUpdated":
    case "ChannelDeleted":
    case "ThreadMembersChanged":
      stateSoon();
      break;
    case "CommandsChanged":
      forgetCommands();
      break;
    case "Typing":
      typed(channel, happening.user);
      break;
    case "InteractionAnswered":
      dueSoon();
      break;
    case "Missed":
      everything();
      break;
  }
}

async function everything() {
  await Promise.all([loadState(), loadDue(), ...[store.channel, store.thread].filter(Boolean).map(loadMessages)]).catch(() => {});
}

let wasOpen = false;
function line(isOpen) {
  offline.hidden = isOpen;
  if (!isOpen) fill(offline, "The playground does not answer. It is looked for again and again…");
  if (isOpen && wasOpen) {
    const before = store.state?.run;
    everything().then(() => {
      if (store.state.run !== before) location.reload(); // another world
    });
  }
  wasOpen ||= isOpen;
}

// ---- beginning

on("state", () => {
  orderPeople(store.state.people);
  if (store.channel && !channelOf(store.channel)) goByAddress();
  else if (store.thread && !channelOf(store.thread)) show(store.channel, null, false);
});
on("open", open);
on("be", be);
on("problem", (words) => store.channel && notice(store.channel, words));
// An answer goes to the channel of its message. Where the thread hides that, it would come unseen.
on("answered", (message) => message.channel === store.channel && main.root.offsetParent === null && show(store.channel, null));
on("news", (words) => store.channel && notice(store.channel, words, true));
on("use-command", (name) => (store.thread ? aside : main).composer.begin(`/${name} `));
addEventListener("popstate", async () => {
  const { as } = address();
  if (as && as !== store.me) {
    store.me = as;
    store.lists.clear();
    forgetCommands();
    await loadState();
  }
  goByAddress();
});
document.getElementById("skip").addEventListener("click", () => (store.thread ? aside : main).composer.focus());
document.addEventListener("keydown", (event) => {
  // What is typed nowhere in particular is a message.
  const nowhere = document.activeElement === document.body || document.activeElement === null;
  if (nowhere && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) (store.thread ? aside : main).composer.focus();
});

async function begin() {
  store.me = address().as ?? recall("me", null, "sessionStorage");
  try {
    await loadState();
  } catch (problem) {
    offline.hidden = false;
    fill(offline, problem.message);
    setTimeout(begin, 1500);
    return;
  }
  setClock(store.state.clock);
  sidebar.start();
  timebar.start();
  hood.start();
  emit("state");
  emit("clock");
  goByAddress();
  loadDue().catch(() => {});
  listen(hear, line);
  setInterval(() => {
    refreshTimes();
    emit("clock");
  }, 1000);
  reopenForm();
  tour.start();
  document.body.classList.add("ready");
  on("place", () => note("me", store.me, "sessionStorage"));
}

begin();
