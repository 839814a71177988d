// Buttons and menus beneath messages.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { channelName, guildOf, guilds, nameOf, person, store } from "./store.js";
import { choose, press } from "./interact.js";
import { openPopover } from "./menus.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

/** All components of a message. */
export function components(message) {
  const failed = store.failed.get(message.id);
  return [
    message.components.map((component) => one(message, component)),
    failed && h("div", { class: "failed", role: "alert" }, failed),
  ];
}

function one(message, component) {
  switch (component.type) {
    case 1: return h("div", { class: "comps" }, component.components.map((inner) => one(message, inner)));
    case 2: return button(message, component);
    case 3: case 5: case 6: case 7: case 8: return menu(message, component);
    case 9: return h("div", { class: "section-row" }, h("div", {}, component.components.map((inner) => one(message, inner))), one(message, component.accessory));
    case 10: return h("div", { class: "text-display" }, markdown(component.content));
    case 14: return h("hr");
    case 17: return h("div", { class: "embed container" }, component.components.map((inner) => one(message, inner)));
    default: return null;
  }
}

export const emojiText = (emoji) => (emoji ? (emoji.id ? `:${emoji.name}:` : emoji.name) : null);

function button(message, data) {
  const emoji = emojiText(data.emoji);
  const label = [emoji && h("span", { class: "emoji", "aria-hidden": data.label ? "true" : null }, emoji), data.label && h("span", {}, data.label)];
  if (data.style === 5) {
    return h("a", { class: "btn link", href: /^https?:\/\//.test(data.url ?? "") ? data.url : null, target: "_blank", rel: "noopener noreferrer nofollow" }, label, icon("window"));
  }
  const waits = store.pending.has(`${message.id}/${data.custom_id}`);
  return h("button", {
    type: "button", class: `btn ${STYLES[data.style] ?? "secondary"} ${waits ? "waits" : ""}`, disabled: Boolean(data.disabled),
    "aria-busy": waits ? "true" : null, "data-focus": data.custom_id, onclick: () => press(message, data.custom_id),
  }, label);
}

/** What can be chosen from a menu: `{ value, label, description, emoji }`. */
function choices(message, data) {
  const guild = guildOf(message.channel) ?? guilds()[0];
  const members = (guild?.members ?? []).map((id) => ({ value: id, label: nameOf(id), description: person(id)?.bot ? "App" : null }));
  const roles = (guild?.roles ?? []).map((r) => ({ value: r.id, label: r.name.startsWith("@") ? r.name : `@${r.name}` }));
  const allowed = data.channel_types;
  switch (data.type) {
    case 3: return data.options ?? [];
    case 5: return members;
    case 6: return roles;
    case 7: return [...members, ...roles];
    default:
      return (guild?.channels ?? []).filter((c) => (allowed?.length ? allowed.includes(c.kind) : !c.thread))
        .map((c) => ({ value: c.id, label: channelName(c) }));
  }
}

/** What was chosen here before the bot answered, by message and menu. */
const chosen = new Map();

function menu(message, data) {
  const key = `${message.id}/${data.custom_id}`;
  const all = choices(message, data);
  const { min_values: min = 1, max_values: max = 1 } = data;
  const given = all.filter((o) => o.default).map((o) => o.value);
  const values = (chosen.get(key) ?? given).filter((value) => all.some((o) => o.value === value));
  const waits = store.pending.has(key);
  const shown = all.filter((o) => values.includes(o.value)).map((o) => o.label).join(", ");
  const placeholder = data.placeholder ?? "Make a selection";
  const opener = h("button", {
    type: "button", class: `select ${waits ? "waits" : ""}`, disabled: Boolean(data.disabled), "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-label": shown ? `${placeholder}: ${shown}` : placeholder, "data-focus": data.custom_id, "aria-busy": waits ? "true" : null,
    onclick: () => open(opener),
  }, h("span", { class: shown ? "" : "placeholder" }, shown || placeholder), icon("down"));

  function send(values) {
    chosen.set(key, values);
    choose(message, data.custom_id, values);
  }

  function open() {
    const many = max > 1;
    const picked = new Set(values);
    let active = Math.max(0, all.findIndex((o) => picked.has(o.value)));
    const id = `list-${key.replace(/\W/g, "-")}`;
    const rows = all.map((option, i) => h("div", {
      class: "option", role: "option", id: `${id}-${i}`, "aria-selected": String(picked.has(option.value)),
      onpointermove: () => move(i), onclick: () => pick(i),
    },
    many && h("span", { class: "box", "aria-hidden": "true" }, icon("check")),
    option.emoji && h("span", { class: "emoji", "aria-hidden": "true" }, emojiText(option.emoji)),
    h("span", { class: "option-text" }, h("span", {}, option.label), option.description && h("small", {}, option.description))));
    const list = h("div", {
      class: "options", role: "listbox", tabindex: "0", "aria-multiselectable": many ? "true" : null, "aria-label": placeholder,
      onkeydown: keys,
    }, rows.length ? rows : h("div", { class: "none" }, "Nothing to choose from"));
    const done = many && h("button", { type: "button", class: "btn primary done", onclick: finish }, "Done");
    const hint = many && h("div", { class: "hint" }, min === max ? `Choose ${min}` : `Choose ${min} to ${max}`);
    opener.setAttribute("aria-expanded", "true");
    const popover = openPopover(opener, h("div", { class: "selecting" }, hint, list, done), {
      closed: () => opener.setAttribute("aria-expanded", "false"),
    });
    list.focus();
    move(active);

    function move(to) {
      if (!rows.length) return;
      rows[active]?.classList.remove("active");
      active = (to + rows.length) % rows.length;
      rows[active].classList.add("active");
      rows[active].scrollIntoView({ block: "nearest" });
      list.setAttribute("aria-activedescendant", rows[active].id);
    }
    function pick(i) {
      const { value } = all[i];
      if (!many) {
        popover.close();
        return send([value]);
      }
      if (picked.has(value)) picked.delete(value);
      else if (picked.size < max) picked.add(value);
      rows[i].setAttribute("aria-selected", String(picked.has(value)));
      done.disabled = picked.size < min;
    }
    function finish() {
      if (picked.size < min) return;
      popover.close();
      send(all.filter((o) => picked.has(o.value)).map((o) => o.value));
    }
    function keys(event) {
      const jump = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (jump) move(active + jump);
      else if (event.key === "Home") move(0);
      else if (event.key === "End") move(rows.length - 1);
      else if (event.key === " ") pick(active);
      else if (event.key === "Enter") many && picked.size >= min && picked.size > 0 && event.ctrlKey ? finish() : pick(active);
      else if (event.key.length === 1) {
        const found = all.findIndex((o) => o.label.toLowerCase().startsWith(event.key.toLowerCase()));
        if (found >= 0) move(found);
      } else return;
      event.preventDefault();
    }
  }
  return opener;
}
