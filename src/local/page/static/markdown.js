// Discord's dialect of Markdown as nodes. Text goes into text nodes only, links lead to http and https only, and nothing is
// loaded: what a member writes can be no more than text with a shape.
import { h } from "./dom.js";
import { highlighted } from "./highlight.js";
import { timeNode } from "./clock.js";
import { channelName, channelOf, emit, guilds, person } from "./store.js";

/** Deeper nesting is shown as it is written. */
const DEEPEST = 10;

/** A whole text. */
export function markdown(text) {
  const out = document.createDocumentFragment();
  out.append(...blocks(text ?? "", 0));
  return out;
}

/** A text without blocks: titles, names of fields, choices. */
export function inlineMarkdown(text) {
  const out = document.createDocumentFragment();
  out.append(...inline(text ?? "", 0));
  return out;
}

/** A text in one line, without any shape. */
export function plain(text) {
  const holder = h("div", {}, markdown(text));
  for (const hidden of holder.querySelectorAll(".spoiler")) hidden.textContent = "▮▮▮▮";
  for (const block of holder.querySelectorAll("br, li, .quote, pre, .h")) block.after(" ");
  return holder.textContent.replace(/\s+/gu, " ").trim();
}

// ---- blocks

const FENCE = /```(?:([\w+#.-]+)\n)?([\s\S]*?)```/y;
const HEADING = /(#{1,3}) +([^\n]+)(?:\n|$)/y;
const SUBTEXT = /-# +([^\n]+)(?:\n|$)/y;
const QUOTE_REST = />>> ([\s\S]*)/y;
const QUOTE = /(?:> [^\n]*(?:\n|$))+/y;
const ITEM = /^( *)([-*]|\d{1,9}[.)]) +(.*)$/;

function at(pattern, text, index) {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

/** `quoted`: quotes do not hold quotes. */
function blocks(text, depth, quoted = false) {
  if (depth > DEEPEST) return [text];
  const out = [];
  let run = "";
  const flush = () => {
    // A block stands on lines of its own: the break before it is not another one.
    if (run.trim()) out.push(h("div", { class: "text" }, inline(run.replace(/^\n|\n$/g, ""), depth)));
    run = "";
  };
  let index = 0;
  while (index < text.length) {
    const lineStart = index === 0 || text[index - 1] === "\n";
    let found;
    if (text.startsWith("```", index) && text[index - 1] !== "\\" && (found = at(FENCE, text, index)) && found[2].trim()) {
      flush();
      out.push(fence(found[2], found[1]));
      index += found[0].length;
      if (text[index] === "\n") index += 1;
      continue;
    }
    if (lineStart) {
      if (!quoted && (found = at(QUOTE_REST, text, index))) {
        flush();
        out.push(h("blockquote", { class: "quote" }, blocks(found[1], depth + 1, true)));
        break;
      }
      if (!quoted && text.startsWith("> ", index) && (found = at(QUOTE, text, index))) {
        flush();
        const inner = found[0].replace(/\n$/, "").replace(/^> /gm, "");
        out.push(h("blockquote", { class: "quote" }, blocks(inner, depth + 1, true)));
        index += found[0].length;
        continue;
      }
      if ((found = at(HEADING, text, index))) {
        flush();
        const level = found[1].length;
        out.push(h("div", { class: `h h${level}`, role: "heading", "aria-level": level + 2 }, inline(found[2], depth)));
        index += found[0].length;
        continue;
      }
      if ((found = at(SUBTEXT, text, index))) {
        flush();
        out.push(h("div", { class: "subtext" }, inline(found[1], depth)));
        index += found[0].length;
        continue;
      }
      const items = list(text, index);
      if (items) {
        flush();
        out.push(...nested(items.items, depth, quoted));
        index = items.end;
        continue;
      }
    }
    // On to the next line, or to the next fence in this one.
    let end = text.indexOf("\n", index);
    end = end < 0 ? text.length : end + 1;
    const fenceAt = text.indexOf("```", index + 1);
    if (fenceAt > 0 && fenceAt < end) end = fenceAt;
    run += text.slice(index, end);
    index = end;
  }
  flush();
  return out;
}

function fence(code, language) {
  const tidy = code.replace(/^\n+|\s+$/g, "");
  return h("pre", { tabindex: "0", "aria-label": language ? `Code, ${language}` : "Code" }, h("code", {}, highlighted(tidy, language)));
}

/** The list that begins at `index`: its items by their indents. */
function list(text, index) {
  const items = [];
  let end = index;
  while (end < text.length) {
    let stop = text.indexOf("\n", end);
    stop = stop < 0 ? text.length : stop;
    const line = text.slice(end, stop);
    const found = ITEM.exec(line);
    const last = items.at(-1);
    const open = last && (last.text.split("```").length - 1) % 2 === 1;
    if (found && !open) {
      const ordered = /\d/.test(found[2]);
      items.push({ indent: Math.min(found[1].length, 2 * DEEPEST), ordered, from: ordered ? parseInt(found[2], 10) : 1, text: found[3] });
    } else if (last && (open || /^ {2,}\S/.test(line))) {
      last.text += `\n${open ? line.replace(/^ {1,3}/, "") : line.trimStart()}`; // the item goes on
    } else {
      break;
    }
    end = stop + 1;
  }
  return items.length ? { items, end: Math.min(end, text.length) } : null;
}

function nested(items, depth, quoted) {
  const out = [];
  let index = 0;
  while (index < items.length) {
    const { indent, ordered, from } = items[index];
    const node = h(ordered ? "ol" : "ul", ordered && from !== 1 ? { start: from } : {});
    while (index < items.length && items[index].indent >= indent && (items[index].indent > indent || items[index].ordered === ordered)) {
      const item = items[index];
      if (item.indent > indent) {
        const inner = [];
        while (index < items.length && items[index].indent > indent) inner.push(items[index++]);
        (node.lastElementChild ?? node).append(...nested(inner, depth, quoted));
      } else {
        node.append(h("li", {}, blocks(item.text, depth + 1, quoted)));
        index += 1;
      }
    }
    out.push(node);
  }
  return out;
}

// ---- inline

const URL_TEXT = String.raw`https?:\/\/[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*`;
const RULES = [
  [/\\([^0-9A-Za-z\s])/y, (m) => m[1]],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, (m) => h("code", { class: "code" }, m[2].replace(/^ (.*\S.*) $/s, "$1"))],
  [/<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/y, (m) => timeNode(Number(m[1]) * 1000, m[2] ?? "f", { class: "stamp" })],
  [/<@!?(\d{1,20})>/y, (m) => mention(person(m[1]) ? `@${person(m[1]).name}` : "@unknown-user", m[1])],
  [/<@&(\d{1,20})>/y, (m) => mention(role(m[1]))],
  [/<#(\d{1,20})>/y, (m) => channelLink(m[1])],
  [/<\/([\p{L}\p{N}_ -]{1,100}):\d{1,20}>/uy, (m) => commandLink(m[1])],
  [/<a?:(\w{2,32}):\d{1,20}>/y, (m) => `:${m[1]}:`],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => link(m[1], m[1])],
  [new RegExp(String.raw`\[((?:\[[^\]\n]*\]|[^\[\]\n])+)\]\(<?(${URL_TEXT})>?(?:\s+"[^"\n]*")?\)`, "y"),
    (m, depth) => link(m[2], inline(m[1], depth + 1, true))],
  [new RegExp(URL_TEXT, "y"), (m) => {
    const url = m[0].replace(/[.,:;"'!?\]]+$/, "");
    return { node: link(url, url), length: url.length };
  }],
  [/@(everyone|here)\b/y, (m) => mention(`@${m[1]}`)],
  [/\*\*([\s\S]+?)\*\*(?!\*)/y, (m, depth) => h("strong", {}, inline(m[1], depth + 1))],
  [/__([\s\S]+?)__(?!_)/y, (m, depth) => h("u", {}, inline(m[1], depth + 1))],
  [/~~([\s\S]+?)~~/y, (m, depth) => h("s", {}, inline(m[1], depth + 1))],
  [/\|\|([\s\S]+?)\|\|/y, (m, depth) => spoiler(inline(m[1], depth + 1))],
  [/\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:[^*\s\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/y, (m, depth) => h("em", {}, inline(m[1], depth + 1))],
  [/\b_((?:__|\\[\s\S]|[^\\_])+?)_\b/y, (m, depth) => h("em", {}, inline(m[1], depth + 1))],
];
const SPECIAL = /[\\`<[@*_~|\n]|https?:\/\//g;

function inline(text, depth, inLink = false) {
  if (depth > DEEPEST) return [text];
  const out = [];
  let run = "";
  const flush = () => {
    if (run) out.push(run);
    run = "";
  };
  let index = 0;
  while (index < text.length) {
    SPECIAL.lastIndex = index;
    const next = SPECIAL.exec(text)?.index ?? text.length;
    run += text.slice(index, next);
    index = next;
    if (index >= text.length) break;
    if (text[index] === "\n") {
      flush();
      out.push(h("br"));
      index += 1;
      continue;
    }
    let matched = false;
    for (const [pattern, make] of RULES) {
      const found = at(pattern, text, index);
      if (!found || (inLink && pattern.source.includes("https?"))) continue;
      const made = make(found, depth);
      flush();
      const node = made?.node ?? made;
      out.push(...[node].flat());
      index += made?.length && made.node ? made.length : found[0].length;
      matched = true;
      break;
    }
    if (!matched) run += text[index++];
  }
  flush();
  return out;
}

function link(url, shown) {
  let safe;
  try {
    safe = new URL(url);
  } catch {
    return shown;
  }
  if (safe.protocol !== "https:" && safe.protocol !== "http:") return shown;
  return h("a", { href: safe.href, target: "_blank", rel: "noopener noreferrer nofollow", title: safe.href }, shown);
}

const mention = (text, user) => h("span", { class: "mention", "data-user": user }, text);

function role(id) {
  const found = guilds().flatMap((guild) => guild.roles).find((r) => r.id === id);
  if (!found) return "@unknown-role";
  return found.name.startsWith("@") ? found.name : `@${found.name}`;
}

function channelLink(id) {
  const channel = channelOf(id);
  if (!channel) return mention("#unknown");
  return h("button", { type: "button", class: "mention", onclick: () => emit("open", id) }, channelName(channel));
}

const commandLink = (name) =>
  h("button", { type: "button", class: "mention", onclick: () => emit("use-command", name) }, `/${name}`);

function spoiler(inner) {
  const cover = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler, press to show", "aria-expanded": "false" },
    h("span", { class: "under", "aria-hidden": "true" }, inner));
  const open = (event) => {
    if (cover.classList.contains("open") || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    cover.classList.add("open");
    for (const name of ["role", "aria-label", "aria-expanded"]) cover.removeAttribute(name);
    cover.firstChild.removeAttribute("aria-hidden");
  };
  cover.addEventListener("click", open);
  cover.addEventListener("keydown", open);
  return cover;
}

/** Whether a text is a few emoji and nothing else: these are shown large. */
export const isJumbo = (text) =>
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*\s*){1,12}$/u.test(text ?? "");

