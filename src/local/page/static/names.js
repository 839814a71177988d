// People as pictures and names.
import { h } from "./dom.js";
import { person } from "./store.js";

const COLOURS = ["#5865f2", "#c2410c", "#15803d", "#be185d", "#7e22ce", "#0e7490", "#a16207", "#b91c1c", "#4d7c0f", "#1d4ed8"];

/** A colour that stays the same for this person. */
function colour(id) {
  const people = document.viva?.order ?? [];
  const place = people.indexOf(id);
  if (place >= 0) return COLOURS[place % COLOURS.length];
  let sum = 0;
  for (const digit of String(id)) sum = (sum * 31 + digit.charCodeAt(0)) % 9973;
  return COLOURS[sum % COLOURS.length];
}

/** People in the order in which they came: neighbours get different colours. */
export function orderPeople(people) {
  document.viva = { order: people.map((p) => p.id).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)) };
}

/** Initials on a colour. */
export function avatar(who, size = "") {
  const known = person(who.id) ?? who;
  const words = (known.name || "?").trim().split(/\s+/u);
  const initials = words.length > 1 ? [...words[0]][0] + [...words.at(-1)][0] : [...words[0]][0];
  return h("span", {
    class: `avatar ${size} ${known.bot ? "bot" : ""}`, "aria-hidden": "true", style: { "--of": known.bot ? "#5865f2" : colour(who.id) },
    "data-initials": initials.toUpperCase(), // drawn by the style sheet: it is a picture, not a text
  });
}

/** What marks an application. */
export const appTag = () => h("span", { class: "tag" }, h("span", { class: "sr" }, ", "), "APP");
