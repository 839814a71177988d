// What begins an interaction, and what comes of it.
import { post } from "./api.js";
import { announce } from "./dom.js";
import { emit, store } from "./store.js";
import { openForm } from "./form.js";

/** Presses a button. */
export const press = (message, customId) => component("click", message, customId, {});

/** Chooses from a menu. */
export const choose = (message, customId, values) => component("select", message, customId, { values });

async function component(path, message, customId, more) {
  const key = `${message.id}/${customId}`;
  if (store.pending.has(key)) return;
  store.pending.add(key);
  store.failed.delete(message.id);
  emit("messages", message.channel);
  try {
    const outcome = await post(path, { as: store.me, channel: message.channel, message: message.id, custom_id: customId, ...more });
    if (outcome.failed) fail(message, "This interaction failed: the application did not respond.");
    else cameOf(outcome, message.channel);
  } catch (problem) {
    fail(message, problem.message);
  } finally {
    store.pending.delete(key);
    emit("messages", message.channel);
  }
}

function fail(message, why) {
  store.failed.set(message.id, why);
  setTimeout(() => {
    if (store.failed.delete(message.id)) emit("messages", message.channel);
  }, 12000);
}

/** Uses a command line. Throws the words of a refusal. */
export async function command(channel, line) {
  const outcome = await post("command", { as: store.me, channel, line });
  cameOf(outcome, channel);
}

/** Uses a command of a message's or a person's menu. */
export async function menuCommand(channel, name, target) {
  try {
    cameOf(await post("menu", { as: store.me, channel, name, target }), channel);
  } catch (problem) {
    notice(channel, problem.message);
  }
}

/** Shows what the bot answered, as far as it is not a message: those come by themselves. */
export function cameOf(outcome, channel) {
  if (outcome.form) openForm(outcome.form, channel);
  else if (outcome.failed) notice(channel, `${outcome.failed}.`);
  else if (outcome.message) emit("answered", outcome.message);
}

let notices = 0;

/** A note of the page itself at the end of a channel: a problem, unless it is `news`. */
export function notice(channel, text, news = false) {
  const all = store.notices.get(channel) ?? [];
  store.notices.set(channel, [...all, { id: `notice-${++notices}`, text, news }]);
  announce(text);
  emit("messages", channel);
}

export function dismissNotice(channel, id) {
  store.notices.set(channel, (store.notices.get(channel) ?? []).filter((n) => n.id !== id));
  emit("messages", channel);
}
