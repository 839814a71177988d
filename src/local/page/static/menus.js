// Things that open over the page: menus and small windows that close when one looks elsewhere.
import { h } from "./dom.js";

let current;

/** Opens `content` at `anchor`. Escape, or a press elsewhere, closes it; then the anchor has the focus again. */
export function openPopover(anchor, content, { closed = () => {}, place = "below", label } = {}) {
  current?.close(false);
  const box = h("div", { class: "popover", role: label ? "dialog" : null, "aria-label": label }, content);
  // Within a dialog it must be part of it, or it lies behind; elsewhere it belongs to the part of the page that it is about.
  (anchor.closest("dialog, header.bar, main, aside") ?? document.body).append(box);
  const room = anchor.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = box;
  const left = Math.max(8, Math.min(place === "end" ? room.right - wide : room.left, innerWidth - wide - 8));
  const below = room.bottom + 6;
  const top = below + high > innerHeight - 8 && room.top - high - 6 > 8 ? room.top - high - 6 : Math.min(below, innerHeight - high - 8);
  box.style.left = `${left}px`;
  box.style.top = `${Math.max(8, top)}px`;
  if (content.classList.contains("selecting")) box.style.minWidth = `${room.width}px`;
  const key = anchor.dataset.focus;
  const home = anchor.closest("[data-id]")?.dataset.id;

  const outside = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  const escape = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && !label && !box.querySelector(".done")) {
      close();
    }
  };
  function close(refocus = true) {
    if (current !== self) return;
    current = undefined;
    box.remove();
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", gone);
    closed();
    if (!refocus) return;
    const again = anchor.isConnected ? anchor : document.querySelector(`[data-id="${home}"] [data-focus="${CSS.escape(key ?? "")}"]`);
    again?.focus();
  }
  const gone = () => close(false);
  const self = current = { close, box };
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", gone);
  box.addEventListener("keydown", escape);
  return self;
}

/** Opens a menu of `{ label, icon, detail, run, href, danger, checked }`; strings are headings, `null` is left out. */
export function openMenu(anchor, items, options = {}) {
  const rows = items.filter(Boolean).map((item) => {
    if (typeof item === "string") return h("div", { class: "menu-head", role: "presentation" }, item);
    const inner = [item.icon, h("span", { class: "menu-text" }, h("span", {}, item.label), item.detail && h("small", {}, item.detail)), item.mark];
    const props = { class: `menu-item ${item.danger ? "danger" : ""} ${item.href ? "menu-link" : ""}`, role: item.checked === undefined ? "menuitem" : "menuitemradio", tabindex: "-1",
      "aria-checked": item.checked === undefined ? null : String(item.checked) };
    if (item.href) return h("a", { ...props, href: item.href, target: "_blank", rel: "noopener", onclick: () => popover.close() }, inner);
    return h("button", { ...props, type: "button", disabled: Boolean(item.disabled), onclick: () => { popover.close(); item.run(); } }, inner);
  });
  const menu = h("div", { class: "menu", role: "menu", "aria-label": options.name, onkeydown: keys }, rows);
  anchor.setAttribute("aria-expanded", "true");
  const popover = openPopover(anchor, menu, { ...options, label: undefined, closed: () => anchor.setAttribute("aria-expanded", "false") });
  const stops = rows.filter((row) => row.matches(".menu-item:not(:disabled)"));
  (stops.find((row) => row.getAttribute("aria-checked") === "true") ?? stops[0])?.focus();

  function keys(event) {
    const at = stops.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    stops[(to + stops.length) % stops.length].focus();
  }
  return popover;
}
