// One message.
import { post } from "./api.js";
import { h } from "./dom.js";
import { appTag, avatar } from "./names.js";
import { icon } from "./icons.js";
import { isJumbo, markdown, plain } from "./markdown.js";
import { timeNode } from "./clock.js";
import { embed, file } from "./embeds.js";
import { components } from "./components.js";
import { reactions } from "./reactions.js";
import { channelOf, emit, nameOf, person, store } from "./store.js";
import { notice } from "./interact.js";
import { fromNames, toNames } from "./mentions.js";

/** What kind of line a message is. */
const THREAD_CREATED = 18;
const THREAD_STARTER = 21;
const isNote = (kind) => ![0, 19, 20, 23, THREAD_STARTER].includes(kind);

/** Whether two messages stand together under one name. */
export function together(before, message) {
  return Boolean(before) && before.author.id === message.author.id && before.ephemeral === message.ephemeral
    && !isNote(before.kind) && [0].includes(message.kind) && !message.reply_to && !message.command
    && Date.parse(message.at) - Date.parse(before.at) < 7 * 60000;
}

/** A text that says in short what a message is. */
export function gist(message) {
  if (message.content) return plain(message.content);
  const first = message.embeds[0];
  if (first) return plain(first.title ?? first.description ?? "Embed");
  return message.attachments.length ? "Attachment" : "Message";
}

/** All that a message's look depends on. */
export function signature(message, context) {
  const thread = message.thread && channelOf(message.thread);
  const text = JSON.stringify(message);
  // A thread that is named here may come to be known after the message.
  const named = [...text.matchAll(/<#(\d+)>/g)].map(([, id]) => channelOf(id)?.name ?? "");
  return JSON.stringify([text, named, context.grouped, context.editing === message.id, store.me, store.failed.get(message.id) ?? "",
    [...store.pending].filter((key) => key.startsWith(`${message.id}/`)), thread && [thread.name, thread.thread, thread.last, store.thread === thread.id],
    context.find(message.reply_to)?.content, context.find(message.reply_to)?.edited]);
}

/** The message as a line of the list. `context`: `grouped`, `editing`, `find(id)`, `goTo(id)`, `stopEditing()`. */
export function messageNode(message, context) {
  const at = Date.parse(message.at);
  if (isNote(message.kind)) return noteNode(message, at);
  const starter = message.kind === THREAD_STARTER ? context.find(message.reply_to) : null;
  if (message.kind === THREAD_STARTER) {
    if (!starter) return h("li", { class: "msg note" }, h("div", { class: "body" }, "The message that began this thread is gone."));
    return starterNode(starter, message);
  }
  const pinged = message.author.id !== store.me && (message.mention_everyone || message.mentions.includes(store.me));
  const classes = ["msg", context.grouped && "grouped", pinged && "pinged", message.ephemeral && "ephemeral"].filter(Boolean);
  return h("li", { class: classes.join(" "), tabindex: "-1", "aria-labelledby": `h-${message.id} b-${message.id}` },
    replyLine(message, context),
    context.grouped
      ? h("span", { class: "gutter", "aria-hidden": "true" }, timeNode(at, "short"))
      : avatar(message.author),
    h("div", { class: `head ${context.grouped ? "sr" : ""}`, id: `h-${message.id}` },
      h("span", { class: "author" }, message.author.name), message.author.bot && appTag(),
      !context.grouped && timeNode(at, "head", { class: "at" })),
    h("div", { class: "body", id: `b-${message.id}` }, body(message, context)));
}

function body(message, context) {
  if (context.editing === message.id) return editor(message, context);
  if (message.loading) {
    return h("div", { class: "thinking" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), `${message.author.name} is thinking…`, onlyYou(message));
  }
  const edited = message.edited && timeNode(Date.parse(message.edited), "short", { class: "edited" });
  if (edited) edited.textContent = "(edited)";
  const text = message.content && h("div", { class: `content ${isJumbo(message.content) ? "jumbo" : ""}`, dir: "auto" }, markdown(message.content));
  if (edited && text) (text.lastElementChild?.classList.contains("text") ? text.lastElementChild : text).append(" ", edited);
  return [
    text,
    message.attachments.filter((f) => !inEmbed(message, f)).map(file),
    message.embeds.map(embed),
    components(message),
    !text && edited,
    reactions(message),
    threadChip(message),
    onlyYou(message),
  ];
}

/** Pictures that an embed shows are not shown twice. */
const inEmbed = (message, file) => message.embeds.some((e) => e.image?.url === file.url || e.thumbnail?.url === file.url);

function onlyYou(message) {
  return message.ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only you can see this", " • ",
    h("button", { type: "button", class: "as-link", "data-focus": "dismiss", onclick: () => dismiss(message) }, "Dismiss message"));
}

async function dismiss(message) {
  try {
    await post("delete", { as: store.me, message: message.id });
  } catch (problem) {
    notice(message.channel, problem.message);
  }
}

function replyLine(message, context) {
  if (message.command && message.asked_by) {
    const asker = person(message.asked_by) ?? { id: message.asked_by, name: "Somebody" };
    return h("div", { class: "reply" }, avatar(asker, "tiny"), h("span", { class: "reply-author" }, asker.name), " used ", h("span", { class: "mention" }, `/${message.command}`));
  }
  if (!message.reply_to) return null;
  const to = context.find(message.reply_to);
  if (!to) return h("div", { class: "reply" }, h("span", { class: "gone" }, "The original message was deleted"));
  return h("div", { class: "reply" }, avatar(to.author, "tiny"),
    h("span", { class: "sr" }, "reply to "), h("span", { class: "reply-author" }, `@${to.author.name}`), to.author.bot && appTag(),
    h("button", { type: "button", class: "reply-text", "data-focus": "reply", onclick: () => context.goTo(to.id) }, gist(to) || "Message"));
}

function noteNode(message, at) {
  const link = message.kind === THREAD_CREATED && message.reply_to === null;
  return h("li", { class: "msg note", tabindex: "-1" }, h("span", { class: "gutter" }, icon(message.kind === THREAD_CREATED ? "thread" : "pin")),
    h("div", { class: "body" }, h("strong", {}, message.author.name), " ",
      message.kind === THREAD_CREATED ? ["started a thread: ", h("strong", {}, message.content), link ? "" : "."] : (message.content || "did something that has no words here."), " ",
      timeNode(at, "head", { class: "at" })));
}

/** A thread begins with the message from which it was opened. */
function starterNode(starter, message) {
  return h("li", { class: "msg starter", tabindex: "-1", "aria-labelledby": `h-${message.id}s b-${message.id}s` },
    avatar(starter.author),
    h("div", { class: "head", id: `h-${message.id}s` }, h("span", { class: "author" }, starter.author.name), starter.author.bot && appTag(), timeNode(Date.parse(starter.at), "head", { class: "at" })),
    h("div", { class: "body", id: `b-${message.id}s` },
      starter.content && h("div", { class: "content", dir: "auto" }, markdown(starter.content)), starter.attachments.filter((f) => !inEmbed(starter, f)).map(file), starter.embeds.map(embed),
      components(starter)));
}

function threadChip(message) {
  const thread = message.thread && channelOf(message.thread);
  if (!thread) return null;
  const count = thread.thread.messages;
  return h("button", {
    type: "button", class: `thread-chip ${store.thread === thread.id ? "open" : ""}`, "data-focus": "thread", onclick: () => emit("open", thread.id),
  }, h("span", { class: "thread-top" }, h("span", { class: "sr" }, "Thread: "), h("strong", {}, thread.name), h("span", { class: "see" }, `${count} ${count === 1 ? "Message" : "Messages"} ›`)),
  h("span", { class: "thread-under" }, thread.thread.archived ? "This thread is archived." : thread.last_by && count > 0 ? `Last by ${nameOf(thread.last_by)}` : "There are no recent messages in this thread."));
}

function editor(message, context) {
  const problem = h("div", { class: "problem", role: "alert" });
  const box = h("textarea", { class: "edit", "aria-label": "Edit message", rows: "1", value: toNames(message.content), onkeydown: keys, oninput: grow, "data-focus": "edit" });
  function grow() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 300)}px`;
  }
  requestAnimationFrame(() => {
    grow();
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  });
  async function save() {
    const text = fromNames(box.value).trim();
    if (text === message.content) return context.stopEditing();
    try {
      await post("edit", { as: store.me, message: message.id, text });
      context.stopEditing();
    } catch (error) {
      problem.textContent = error.message;
    }
  }
  function keys(event) {
    event.stopPropagation();
    if (event.key === "Escape") context.stopEditing();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  }
  return [box, h("div", { class: "edit-hint" }, "escape to ", h("button", { type: "button", class: "as-link", onclick: () => context.stopEditing() }, "cancel"),
    " • enter to ", h("button", { type: "button", class: "as-link", onclick: save }, "save")), problem];
}
