// A list of offers above an input: arrows choose, Enter and Tab take, Escape closes.
import { fill, h } from "./dom.js";

let lists = 0;

export class Listbox {
  items = [];
  active = -1;

  constructor(label) {
    this.id = `offers-${++lists}`;
    this.list = h("div", { class: "offers-list", role: "listbox", id: this.id, tabindex: "0", "aria-label": label });
    this.title = h("div", { class: "offers-title" });
    this.node = h("div", { class: "offers", hidden: true }, this.title, this.list);
    this.node.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
  }

  /** Makes `input` tell who listens about this list. */
  attach(input) {
    this.input?.removeAttribute("aria-activedescendant");
    this.input = input;
    // A text of several lines can point at the list, but is no combobox.
    const lines = input.tagName === "TEXTAREA";
    const about = { "aria-autocomplete": "list", "aria-controls": this.id, ...(lines ? { "aria-haspopup": "listbox" } : { role: "combobox", "aria-expanded": "false" }) };
    for (const [name, value] of Object.entries(about)) input.setAttribute(name, value);
  }

  get open() {
    return !this.node.hidden && this.items.length > 0;
  }

  /** Shows `items`, `{ label, hint, detail, picture, group, run }`. `active` is the first that is chosen, -1 for none. */
  show(items, { title = null, active = 0 } = {}) {
    this.items = items;
    this.active = -1;
    fill(this.title, title);
    this.title.hidden = !title;
    let group;
    fill(this.list, items.map((item, i) => [
      item.group && item.group !== group && h("div", { class: "offers-group", role: "presentation" }, (group = item.group)),
      h("div", { class: "offer", role: "option", id: `${this.id}-${i}`, "aria-selected": "false", onclick: () => this.take(i), onpointermove: () => this.active !== i && this.move(i, false) },
        item.picture, h("span", { class: "offer-text" }, h("span", { class: "offer-label" }, item.label, item.detail && h("span", { class: "offer-detail" }, item.detail)), item.hint && h("small", {}, item.hint)), item.mark),
    ]));
    this.list.hidden = items.length === 0;
    this.node.hidden = items.length === 0 && !title;
    this.tell(this.open);
    this.input?.removeAttribute("aria-activedescendant");
    if (items.length && active >= 0) this.move(active);
    this.list.scrollTop = 0;
  }

  hide() {
    this.items = [];
    this.active = -1;
    this.node.hidden = true;
    this.tell(false);
    this.input?.removeAttribute("aria-activedescendant");
  }

  tell(open) {
    if (this.input?.getAttribute("role") === "combobox") this.input.setAttribute("aria-expanded", String(open));
  }

  move(to, scroll = true) {
    const rows = this.list.querySelectorAll(".offer");
    if (!rows.length) return;
    rows[this.active]?.setAttribute("aria-selected", "false");
    this.active = (to + rows.length) % rows.length;
    const row = rows[this.active];
    row.setAttribute("aria-selected", "true");
    if (scroll) row.scrollIntoView({ block: "nearest" });
    this.input?.setAttribute("aria-activedescendant", row.id);
  }

  take(index = this.active) {
    const item = this.items[index];
    if (!item) return false;
    item.run();
    return true;
  }

  /** Arrows. True if the key was for the list. */
  arrows(event) {
    // It can be scrolled, so it can have the focus; but whoever goes back from the input means to pass it.
    if (event.key === "Tab" && event.shiftKey) this.hide();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !this.open) return false;
    event.preventDefault();
    this.move(this.active < 0 ? (step > 0 ? 0 : this.items.length - 1) : this.active + step);
    return true;
  }
}
