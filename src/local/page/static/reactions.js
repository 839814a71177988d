// Reactions beneath a message, and the picker for more.
import { post } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf, store } from "./store.js";
import { openPopover } from "./menus.js";
import { notice } from "./interact.js";

const OFFERED = [
  ["👍", "thumbs up"], ["👎", "thumbs down"], ["⭐", "star"], ["❤️", "heart"], ["🎉", "party"], ["😄", "smile"], ["😂", "tears of joy"], ["🤔", "thinking"],
  ["👀", "eyes"], ["🔥", "fire"], ["💯", "hundred"], ["✅", "check mark"], ["❌", "cross"], ["🙏", "thanks"], ["👏", "clap"], ["💡", "idea"],
  ["🚀", "rocket"], ["🐛", "bug"], ["☕", "coffee"], ["😅", "sweat smile"], ["😮", "surprised"], ["😢", "sad"], ["🙈", "see no evil"], ["🏆", "trophy"],
];

/** The chips of a message. */
export function reactions(message) {
  if (!message.reactions.length) return null;
  return h("div", { class: "reactions" },
    message.reactions.map((reaction) => {
      const mine = reaction.users.includes(store.me);
      const shown = reaction.emoji.includes(":") ? `:${reaction.emoji.split(":")[0]}:` : reaction.emoji;
      const names = reaction.users.map(nameOf).join(", ");
      return h("button", {
        type: "button", class: `reaction ${mine ? "mine" : ""}`, "aria-pressed": String(mine), title: names, "data-focus": `reaction ${reaction.emoji}`,
        "aria-label": `${shown}, ${reaction.users.length}: ${names}`, onclick: () => react(message, reaction.emoji, mine),
      }, h("span", { class: "emoji" }, shown), h("span", { class: "number" }, reaction.users.length));
    }),
    h("button", { type: "button", class: "reaction more", "aria-label": "Add a reaction", "data-focus": "reaction+", onclick: (event) => pickReaction(event.currentTarget, message) }, icon("smile")));
}

async function react(message, emoji, remove = false) {
  try {
    await post("react", { as: store.me, message: message.id, emoji, remove });
  } catch (problem) {
    notice(message.channel, problem.message);
  }
}

/** Offers emoji. */
export function pickReaction(anchor, message) {
  const grid = h("div", { class: "emojis", role: "group", "aria-label": "Reactions", onkeydown: keys }, OFFERED.map(([emoji, name]) =>
    h("button", { type: "button", "aria-label": name, title: name, onclick: () => {
      popover.close();
      react(message, emoji);
    } }, emoji)));
  const popover = openPopover(anchor, grid, { label: "Choose a reaction", place: "end" });
  grid.firstChild.focus();
  function keys(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    const next = step && grid.children[[...grid.children].indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
