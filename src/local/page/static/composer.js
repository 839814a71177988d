// The box to write in.
import { post } from "./api.js";
import { fill, h, note, recall } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./names.js";
import { gist } from "./message.js";
import { command } from "./interact.js";
import { completions, fromNames } from "./mentions.js";
import { Listbox } from "./listbox.js";
import { CommandBox, findCommand, offerCommands } from "./commandbox.js";
import { channelName, store } from "./store.js";

/** All files of one message together. */
const LARGEST = 6 * 1024 * 1024;
let boxes = 0;

export class Composer {
  reply = null;
  files = [];
  mode = null;
  lastTyping = -Infinity;

  constructor(pane) {
    this.pane = pane;
    this.offers = new Listbox("Offers");
    this.text = h("textarea", {
      id: `box-${++boxes}`, class: "write", rows: "1", "aria-label": "Message", maxlength: "2000",
      oninput: () => this.changed(), onkeydown: (event) => this.keys(event), onblur: () => setTimeout(() => this.offers.input === this.text && this.offers.hide(), 120), onpaste: (event) => this.pasted(event),
    });
    this.offers.attach(this.text);
    this.picker = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true", onchange: () => this.attach([...this.picker.files]) });
    this.clip = h("button", { type: "button", class: "plain", "aria-label": "Attach files", onclick: () => this.picker.click() }, icon("plus"));
    this.sendButton = h("button", { type: "button", class: "plain send", "aria-label": "Send", onclick: () => this.submit() }, icon("send"));
    this.slash = h("button", { type: "button", class: "plain slash", "aria-label": "Commands", title: "Commands", onclick: () => this.begin("/") }, h("span", { "aria-hidden": "true" }, "/"));
    this.field = h("div", { class: "field-slot" }, this.text);
    this.above = h("div", { class: "above" });
    this.problem = h("div", { class: "problem", role: "alert" });
    this.box = h("div", { class: "box" }, this.clip, this.field, this.slash, this.sendButton);
    this.node = h("div", { class: "composer" }, this.offers.node, this.above, this.box, this.problem, this.picker);
  }

  get channel() {
    return this.pane.channel;
  }

  draftKey() {
    return `draft.${store.state.run}.${store.me}.${this.channel}`;
  }

  /** A channel was opened: what was typed there is there again. */
  enter() {
    this.text.value = recall(this.draftKey(), "", "sessionStorage") ?? "";
    this.grow();
  }

  leave() {
    this.mode?.gone();
    this.mode = null;
    this.reply = null;
    this.files = [];
    this.offers.hide();
    fill(this.field, this.text);
    fill(this.problem);
    fill(this.above);
  }

  allow(channel) {
    const may = channel?.write;
    const words = !channel ? "" : may ? `Message ${channelName(channel)}` : "You may not write here";
    this.text.disabled = !may;
    this.clip.disabled = this.slash.disabled = this.sendButton.disabled = !may;
    if (this.text.placeholder !== words) {
      this.text.placeholder = words;
      this.text.setAttribute("aria-label", words);
    }
  }

  focus() {
    (this.mode ?? this.text).focus();
  }

  /** Puts `text` into the box, as if it had been typed. */
  begin(text) {
    this.leaveCommand();
    this.text.value = text;
    this.text.focus();
    this.changed();
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 260)}px`;
    this.box.classList.toggle("filled", Boolean(this.text.value.trim()) || this.files.length > 0 || Boolean(this.mode));
  }

  async changed() {
    this.grow();
    fill(this.problem);
    note(this.draftKey(), this.text.value || null, "sessionStorage");
    const { value } = this.text;
    if (value.startsWith("/") && !value.includes("\n")) {
      const found = value.endsWith(" ") && await findCommand(this.channel, value.slice(1).trimEnd());
      if (found && this.text.value === value) return this.startCommand(found);
      const offered = await offerCommands(this.channel, value.slice(1));
      if (this.text.value !== value) return;
      return this.offers.show(offered.map((c) => ({
        label: `/${c.full}`, detail: c.options.map((o) => ` ${o.name}`).join(""), hint: c.description, group: c.bot, picture: h("span", { class: "slash-sign", "aria-hidden": "true" }, "/"), run: () => this.startCommand(c),
      })), { title: offered.length ? null : "No such command" });
    }
    const found = completions(value, this.text.selectionStart);
    if (!found) this.offers.hide();
    else {
      this.offers.show(found.items.map((item) => ({
        label: item.label, detail: item.hint && ` ${item.hint}`, picture: item.person ? avatar(item.person, "small") : icon(item.icon), run: () => this.insert(found.from, item.insert),
      })), { title: found.items[0].person ? "Members" : "Channels" });
    }
    const moment = performance.now();
    if (value && moment - this.lastTyping > 6000) {
      this.lastTyping = moment;
      post("typing", { as: store.me, channel: this.channel }).catch(() => {});
    }
  }

  insert(from, text) {
    const { value, selectionStart } = this.text;
    this.text.value = `${value.slice(0, from)}${text} ${value.slice(selectionStart)}`;
    const caret = from + text.length + 1;
    this.text.setSelectionRange(caret, caret);
    this.changed();
  }

  keys(event) {
    if (event.isComposing || this.offers.arrows(event)) return;
    if (event.key === "Escape") {
      if (this.offers.open) this.offers.hide();
      else if (this.reply) this.replyTo(null);
      else return;
      event.preventDefault();
      event.stopPropagation();
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.offers.open && this.offers.active >= 0) {
      event.preventDefault();
      this.offers.take();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && !this.text.value) {
      if (this.pane.editLast()) event.preventDefault();
    }
  }

  async submit() {
    if (this.mode) return this.mode.submit();
    const typed = this.text.value.trim();
    if (!typed && !this.files.length) return;
    fill(this.problem);
    const { channel } = this;
    if (typed.startsWith("/") && !this.files.length) {
      const known = await findCommand(channel, typed.slice(1).split(/\s+\w+:/)[0]);
      if (known) {
        if (/\s\S+:/.test(typed) || !known.options.length) return this.run(typed);
        return this.startCommand(known);
      }
    }
    // The box is empty at once, and full again if it was refused.
    const kept = { text: this.text.value, files: this.files, reply: this.reply };
    this.text.value = "";
    this.files = [];
    this.reply = null;
    note(this.draftKey(), null, "sessionStorage");
    this.showAbove();
    this.grow();
    this.pane.newSince = null;
    this.pane.stick = true;
    this.lastTyping = -Infinity;
    try {
      const files = await Promise.all(kept.files.map(hexed));
      await post("say", { as: store.me, channel, text: fromNames(typed), reply_to: kept.reply?.id, files });
    } catch (problem) {
      if (this.channel === channel && !this.text.value) {
        Object.assign(this, { files: kept.files, reply: kept.reply });
        this.text.value = kept.text;
        this.showAbove();
        this.grow();
      }
      fill(this.problem, `Not sent: ${problem.message}.`);
    }
  }

  // ---- commands

  startCommand(found) {
    this.offers.hide();
    this.text.value = "";
    note(this.draftKey(), null, "sessionStorage");
    this.mode = new CommandBox(this, found);
    fill(this.field, this.mode.node);
    fill(this.problem);
    this.grow();
    this.mode.focus();
  }

  leaveCommand(text = "") {
    if (!this.mode) return;
    this.mode.gone();
    this.mode = null;
    this.offers.attach(this.text);
    this.offers.hide();
    fill(this.field, this.text);
    this.text.value = text;
    this.grow();
    this.text.focus();
  }

  /** Uses a command line. */
  async run(line) {
    const { channel } = this;
    fill(this.problem);
    this.box.setAttribute("aria-busy", "true");
    this.box.classList.add("waits");
    try {
      const asked = command(channel, line);
      await asked;
      if (this.channel !== channel) return;
      if (this.mode) this.leaveCommand();
      this.text.value = "";
      note(this.draftKey(), null, "sessionStorage");
      this.grow();
      this.pane.toBottom();
    } catch (problem) {
      fill(this.problem, problem.message);
    } finally {
      this.box.removeAttribute("aria-busy");
      this.box.classList.remove("waits");
    }
  }

  // ---- replies and files

  replyTo(message) {
    this.reply = message;
    this.showAbove();
    this.focus();
  }

  showAbove() {
    fill(this.above,
      this.reply && h("div", { class: "replying" }, h("span", {}, "Replying to ", h("strong", {}, this.reply.author.name), h("span", { class: "replying-text" }, ` ${gist(this.reply)}`)),
        h("button", { type: "button", class: "plain", "aria-label": "Do not reply", onclick: () => this.replyTo(null) }, icon("close"))),
      this.files.length > 0 && h("div", { class: "files" }, this.files.map((file) => h("span", { class: "file-chip" }, icon("file"), file.name,
        h("button", { type: "button", class: "plain", "aria-label": `Remove ${file.name}`, onclick: () => {
          this.files = this.files.filter((f) => f !== file);
          this.showAbove();
          this.grow();
        } }, icon("close"))))));
    this.above.classList.toggle("on", Boolean(this.reply) || this.files.length > 0);
  }

  attach(files) {
    this.picker.value = "";
    const all = [...this.files, ...files].slice(0, 10);
    if (all.reduce((sum, file) => sum + file.size, 0) > LARGEST) return fill(this.problem, "These files are too large for the playground: 6 MB together.");
    this.files = all;
    this.showAbove();
    this.grow();
    this.focus();
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.attach(files);
  }
}

async function hexed(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { name: file.name, hex: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}
