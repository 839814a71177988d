// Names in what one writes: people type @Ada and #general, the wire has ids.
import { guildOf, guilds, store } from "./store.js";

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const CODE = /(```[\s\S]*?```|`[^`\n]*`)/;

function names() {
  const channels = (guildOf(store.channel) ?? guilds()[0])?.channels ?? [];
  return [
    ...(store.state?.people ?? []).map((p) => [`@${p.name}`, `<@${p.id}>`]),
    ...channels.filter((c) => !c.thread).map((c) => [`#${c.name}`, `<#${c.id}>`]),
  ].sort((a, b) => b[0].length - a[0].length);
}

/** Names become mentions, but not in code. */
export function fromNames(text) {
  const known = names();
  const swap = (part) => known.reduce((all, [name, id]) => all.replace(new RegExp(`(?<![\\w<])${escaped(name)}(?![\\p{L}\\p{N}_])`, "gu"), id), part);
  return text.split(CODE).map((part, i) => (i % 2 ? part : swap(part))).join("");
}

/** Mentions become names again, to be edited. */
export const toNames = (text) => names().reduce((all, [name, id]) => all.replaceAll(id, name).replaceAll(id.replace("<@", "<@!"), name), text);

/** People and channels whose name begins with what stands before the caret: `{ from, items }`. */
export function completions(text, caret) {
  const found = /(?:^|[\s(])([@#])([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const [, sign, begun] = found;
  const guild = guildOf(store.channel) ?? guilds()[0];
  const fits = (name) => name.toLowerCase().includes(begun.toLowerCase());
  const items = sign === "@"
    ? (store.state?.people ?? []).filter((p) => fits(p.name)).map((p) => ({ person: p, label: p.name, insert: `@${p.name}`, hint: p.bot ? "app" : p.handle }))
    : (guild?.channels ?? []).filter((c) => !c.thread && fits(c.name)).map((c) => ({ icon: "hash", label: c.name, insert: `#${c.name}` }));
  items.sort((a, b) => b.label.toLowerCase().startsWith(begun.toLowerCase()) - a.label.toLowerCase().startsWith(begun.toLowerCase()));
  return items.length ? { from: caret - begun.length - 1, items: items.slice(0, 8) } : null;
}
