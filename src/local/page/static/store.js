// What the page knows, and how it comes to know it. Other files read `store` and are told of changes by name:
// "state" (people, channels), "messages" (detail: the channel), "place" (where one looks), "clock", "due", "typing".
import { get } from "./api.js";
import { note, recall, soon } from "./dom.js";

export const store = {
  /** Who one is. */
  me: null,
  /** The channel in the middle, and the thread beside it. */
  channel: null,
  thread: null,
  /** What the server told of people and channels. */
  state: null,
  /** Messages by channel: `{ messages, older, referred, more }`. */
  lists: new Map(),
  /** Presses that wait for the bot: `message/custom_id`. */
  pending: new Set(),
  /** What went wrong with the buttons of a message, by its id. */
  failed: new Map(),
  /** Notes of the page itself, by channel. */
  notices: new Map(),
  /** Who types where, and until when: `channel/user`. */
  typing: new Map(),
  /** What is due. */
  due: [],
};

const bus = new EventTarget();
export const on = (name, hear) => bus.addEventListener(name, (event) => hear(event.detail));
export const emit = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));

export const person = (id) => store.state?.people.find((p) => p.id === id);
export const nameOf = (id) => person(id)?.name ?? "Somebody";
export const myself = () => person(store.me) ?? { id: store.me, name: "You" };
export const guilds = () => store.state?.guilds ?? [];

/** A channel, thread or direct conversation that one can see. */
export function channelOf(id) {
  for (const guild of guilds()) {
    const found = guild.channels.find((c) => c.id === id);
    if (found) return found;
  }
  return store.state?.directs.find((c) => c.id === id);
}

export const guildOf = (id) => guilds().find((guild) => guild.channels.some((c) => c.id === id));

/** The name of a channel as people say it. */
export function channelName(channel) {
  if (!channel) return "nowhere";
  if (channel.kind === 1) return `@${nameOf(channel.with)}`;
  return channel.thread ? channel.name : `#${channel.name}`;
}

/** Whether one id is younger than the other; they grow with time. */
export function newer(one, other) {
  if (!other) return Boolean(one);
  if (!one) return false;
  return one.length === other.length ? one > other : one.length > other.length;
}

// ---- asking

let asked = 0;

/** Asks for people and channels. */
export async function loadState() {
  const turn = ++asked;
  const state = await get("state", { as: store.me });
  if (turn !== asked) return;
  store.state = state;
  store.me = state.me;
  emit("state");
}

const turns = new Map();

/** Asks for the newest messages of a channel. */
export async function loadMessages(channel) {
  const turn = (turns.get(channel) ?? 0) + 1;
  turns.set(channel, turn);
  const me = store.me;
  let found;
  try {
    found = await get("messages", { as: me, channel });
  } catch {
    if (channelOf(channel)) setTimeout(() => loadState().catch(() => {}), 500);
    return;
  }
  if (turns.get(channel) !== turn || me !== store.me) return;
  const known = store.lists.get(channel);
  const first = found.messages[0]?.id;
  const older = first ? (known?.older ?? []).filter((m) => newer(first, m.id)) : [];
  store.lists.set(channel, {
    ...found,
    older,
    referred: { ...known?.referred, ...found.referred },
    more: older.length ? known.more : found.more,
  });
  emit("messages", channel);
}

/** Asks for messages from before those that are known. */
export async function loadOlder(channel) {
  const known = store.lists.get(channel);
  const before = (known.older[0] ?? known.messages[0])?.id;
  const found = await get("messages", { as: store.me, channel, before });
  known.older = [...found.messages, ...known.older];
  known.more = found.more;
  Object.assign(known.referred, found.referred);
  emit("messages", channel);
}

/** Asks for what is due. */
export async function loadDue() {
  store.due = await get("upcoming");
  emit("due");
}

export const stateSoon = soon(() => loadState().catch(() => {}), 60);
export const dueSoon = soon(() => loadDue().catch(() => {}), 120);

const refreshers = new Map();
export function messagesSoon(channel) {
  if (!refreshers.has(channel)) refreshers.set(channel, soon(() => loadMessages(channel), 25));
  refreshers.get(channel)();
}

// ---- commands, by channel and person

let commands = new Map();
export const forgetCommands = () => (commands = new Map());
export async function commandsIn(channel) {
  const key = `${store.me}/${channel}`;
  if (!commands.has(key)) {
    const asking = get("commands", { as: store.me, channel });
    commands.set(key, asking);
    asking.catch(() => commands.delete(key));
  }
  return commands.get(key);
}

// ---- what one has read

const readKey = () => `read.${store.state.run}.${store.me}`;
export const lastRead = (channel) => recall(readKey(), {})[channel];
export function markRead(channel) {
  const last = channelOf(channel)?.last;
  const read = recall(readKey(), {});
  if (!last || !newer(last, read[channel])) return;
  note(readKey(), { ...read, [channel]: last });
  emit("state");
}

/** Whether there is something new, and how much of it is for oneself. */
export function unread(channel) {
  const read = lastRead(channel.id);
  const news = newer(channel.last, read) && channel.last_by !== store.me;
  return { news, pings: channel.pings.filter((id) => newer(id, read)).length };
}

// ---- who types

export function typed(channel, user) {
  if (user === store.me) return;
  store.typing.set(`${channel}/${user}`, performance.now() + 9000);
  emit("typing", channel);
  setTimeout(() => emit("typing", channel), 9100);
}
export function stopTyping(channel, user) {
  if (store.typing.delete(`${channel}/${user}`)) emit("typing", channel);
}
export function typists(channel) {
  const now = performance.now();
  return [...store.typing]
    .filter(([key, until]) => until > now && key.startsWith(`${channel}/`))
    .map(([key]) => nameOf(key.split("/")[1]));
}
