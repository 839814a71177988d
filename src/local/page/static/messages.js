// A channel, or a thread beside it: its head, its messages, who types, and the box to write in.
import { post } from "./api.js";
import { announce, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./names.js";
import { gist, messageNode, signature, together } from "./message.js";
import { day, sameDay } from "./clock.js";
import { Composer } from "./composer.js";
import { pickReaction } from "./reactions.js";
import { openMenu } from "./menus.js";
import { dismissNotice, menuCommand, notice } from "./interact.js";
import { channelName, channelOf, commandsIn, emit, lastRead, loadMessages, loadOlder, markRead, newer, on, person, store, typists, unread } from "./store.js";

export class Pane {
  channel = null;
  editing = null;
  stick = true;
  newSince = null;
  seen = null;

  constructor(root, isThread) {
    this.root = root;
    this.isThread = isThread;
    this.top = h("header", { class: "top" });
    this.older = h("button", { type: "button", class: "btn secondary older", hidden: true, onclick: () => this.showOlder() }, "Show earlier messages");
    this.log = h("ol", { class: "log", "aria-label": "Messages" });
    this.scroller = h("div", { class: "scroller" }, h("div", { class: "filler" }), this.older, this.log);
    this.latest = h("button", { type: "button", class: "latest", hidden: true, onclick: () => this.toBottom() }, "To the newest", icon("down"));
    this.typing = h("div", { class: "typing", role: "status" });
    this.composer = new Composer(this);
    fill(root, this.top, h("div", { class: "reading" }, this.scroller, this.latest), this.composer.node, this.typing);
    this.tools = this.makeTools();

    this.scroller.addEventListener("scroll", () => this.scrolled());
    this.log.addEventListener("keydown", (event) => this.keys(event));
    this.log.addEventListener("focusin", (event) => this.focused(event.target.closest("li.msg")));
    this.log.addEventListener("pointerover", (event) => this.placeTools(event.target.closest("li.msg")));
    this.log.addEventListener("contextmenu", (event) => this.context(event));
    new ResizeObserver(() => this.stick && this.toBottom()).observe(this.log);
    new ResizeObserver(() => this.stick && this.toBottom()).observe(this.scroller);
    on("messages", (channel) => channel === this.channel && this.render());
    on("state", () => this.channel && this.render());
    on("typing", (channel) => channel === this.channel && this.showTyping());
    on("answered", (message) => message.channel === this.channel && this.toBottom());
    document.addEventListener("visibilitychange", () => this.read());
  }

  /** Shows a channel; `null` shows nothing. */
  show(channel) {
    if (channel === this.channel && this.shownAs === store.me) return;
    this.composer.leave();
    this.channel = channel;
    this.shownAs = store.me;
    this.editing = null;
    this.stick = true;
    this.seen = null;
    this.root.hidden = !channel;
    this.log.replaceChildren();
    if (!channel) return;
    const known = channelOf(channel);
    this.newSince = known && unread(known).news && lastRead(channel) ? lastRead(channel) : null;
    this.composer.enter();
    this.render();
    loadMessages(channel);
  }

  /** Where one goes on after coming here. On a phone the box would call up the keyboard. */
  focus() {
    if (matchMedia("(pointer: coarse)").matches) this.top.querySelector("h1, h2")?.focus();
    else this.composer.focus();
  }

  get list() {
    return store.lists.get(this.channel);
  }

  get all() {
    return this.list ? [...this.list.older, ...this.list.messages] : [];
  }

  find = (id) => id && (this.all.find((m) => m.id === id) ?? this.list?.referred[id]);

  render() {
    const channel = channelOf(this.channel);
    this.head(channel);
    this.composer.allow(channel);
    this.showTyping();
    if (!this.list || !channel) return;
    const all = this.all;
    this.speak(all);
    this.older.hidden = !this.list.more;
    const lines = [];
    if (!this.list.more) lines.push({ key: "start", sign: `${channel.name}${store.me}`, make: () => this.beginning(channel) });
    let before = null;
    let marked = false;
    for (const message of all) {
      const at = Date.parse(message.at);
      const fresh = !marked && this.newSince && newer(message.id, this.newSince) && message.author.id !== store.me;
      if (!before || !sameDay(Date.parse(before.at), at)) {
        lines.push({ key: `day-${day(at)}`, sign: String(fresh), make: () => h("li", { class: `divider ${fresh ? "new" : ""}`, }, h("span", {}, day(at)), fresh && h("b", {}, "New")) });
        before = null;
      } else if (fresh) {
        lines.push({ key: "new", sign: "", make: () => h("li", { class: "divider new" }, h("b", {}, "New")) });
        before = null;
      }
      marked ||= Boolean(fresh);
      const context = {
        grouped: together(before, message), editing: this.editing, find: this.find, goTo: (id) => this.goTo(id), stopEditing: () => this.edit(null),
      };
      lines.push({ key: message.id, sign: signature(message, context), make: () => messageNode(message, context) });
      before = message;
    }
    for (const own of store.notices.get(this.channel) ?? []) lines.push({ key: own.id, sign: own.text, make: () => this.noticeNode(own) });
    this.reconcile(lines);
    if (this.stick) this.toBottom();
    this.read();
  }

  /** Changes only the lines that look different, and keeps the focus where it was. */
  reconcile(lines) {
    const old = new Map([...this.log.children].map((node) => [node.dataset.id, node]));
    const active = this.log.contains(document.activeElement) ? document.activeElement : null;
    const home = active?.closest("li");
    const held = home && { id: home.dataset.id, focus: active.dataset.focus, itself: active === home, place: [...this.log.children].indexOf(home) };
    let cursor = this.log.firstChild;
    for (const { key, sign, make } of lines) {
      let node = old.get(key);
      old.delete(key);
      if (!node || node.signature !== sign) {
        const fresh = make();
        fresh.dataset.id = key;
        fresh.signature = sign;
        if (node) {
          if (node === cursor) cursor = node.nextSibling;
          keepSpoilers(node, fresh);
          node.replaceWith(fresh);
        }
        node = fresh;
        if (!node.isConnected) this.log.insertBefore(node, cursor);
      } else if (node === cursor) {
        cursor = cursor.nextSibling;
      } else {
        this.log.insertBefore(node, cursor);
      }
    }
    for (const gone of old.values()) gone.remove();
    const stops = this.stops();
    if (stops.length && !stops.some((node) => node.tabIndex === 0)) stops.at(-1).tabIndex = 0;
    if (held && !this.log.contains(document.activeElement)) {
      const again = this.log.querySelector(`:scope > [data-id="${CSS.escape(held.id)}"]`) ?? this.log.children[Math.min(held.place, this.log.children.length - 1)];
      const inner = held.focus && again?.querySelector(`[data-focus="${CSS.escape(held.focus)}"]:not(:disabled)`);
      if (inner) inner.focus({ preventScroll: true });
      else if (again?.tabIndex !== undefined) again.focus({ preventScroll: true });
    }
  }

  stops() {
    return [...this.log.children].filter((node) => node.classList.contains("msg"));
  }

  /** Tells who listens what came in. */
  speak(all) {
    const fresh = this.seen ? all.filter((m) => !this.seen.has(m.id) && m.author.id !== store.me) : [];
    this.seen = new Set(all.map((m) => m.id));
    for (const message of fresh.slice(-3)) announce(`${message.author.name}${message.ephemeral ? ", only to you" : ""}: ${gist(message).slice(0, 240)}`);
  }

  head(channel) {
    if (!channel) return;
    const parent = channel.parent && channelOf(channel.parent);
    const sign = JSON.stringify([channel.name, channel.topic, channel.thread?.archived, parent?.name, store.me]);
    if (this.top.dataset.sign === sign) return;
    this.top.dataset.sign = sign;
    this.log.setAttribute("aria-label", `Messages in ${channelName(channel)}`);
    this.root.setAttribute("aria-label", this.isThread ? `Thread: ${channel.name}` : channelName(channel));
    fill(this.top,
      !this.isThread && h("button", { type: "button", class: "plain drawer", "aria-label": "Channels", onclick: () => emit("drawer") }, icon("menu")),
      channel.kind === 1 ? avatar({ id: channel.with, name: person(channel.with)?.name }, "small") : icon(this.isThread ? "thread" : "hash"),
      h(this.isThread ? "h2" : "h1", { tabindex: "-1" }, channel.kind === 1 ? person(channel.with)?.name : channel.name),
      channel.topic && h("span", { class: "topic", title: channel.topic }, channel.topic),
      this.isThread && channel.thread?.archived && h("span", { class: "topic" }, "archived"),
      h("span", { class: "grow" }),
      this.isThread && h("button", { type: "button", class: "plain", "aria-label": "Close the thread", "data-focus": "close", onclick: () => emit("open", channel.parent) }, icon("close")));
  }

  beginning(channel) {
    if (channel.thread) return h("li", { class: "beginning" }, h("span", { class: "sign" }, icon("thread")), h("h3", { class: "welcome" }, channel.name));
    if (channel.kind === 1) {
      const other = person(channel.with);
      return h("li", { class: "beginning" }, avatar(other ?? { id: channel.with, name: "?" }, "large"), h("h2", { class: "welcome" }, other?.name ?? "Somebody"),
        h("p", {}, `This is the beginning of your direct messages with ${other?.name ?? "somebody"}.`));
    }
    return h("li", { class: "beginning" }, h("span", { class: "sign" }, icon("hash")), h("h2", { class: "welcome" }, `Welcome to #${channel.name}!`), h("p", {}, `This is the start of the #${channel.name} channel.`));
  }

  noticeNode({ id, text, news }) {
    return h("li", { class: "msg notice", tabindex: "-1" }, h("span", { class: "gutter" }, icon(news ? "check" : "help")),
      h("div", { class: "body" }, h("div", { class: news ? "told" : "failed" }, text),
        h("div", { class: "only-you" }, icon("eye"), "Only you can see this", " • ", h("button", { type: "button", class: "as-link", onclick: () => dismissNotice(this.channel, id) }, "Dismiss message"))));
  }

  showTyping() {
    const names = typists(this.channel);
    const text = names.length === 0 ? "" : names.length > 3 ? "Several people are typing" : `${new Intl.ListFormat("en").format(names)} ${names.length === 1 ? "is" : "are"} typing`;
    if (this.typing.dataset.text === text) return;
    this.typing.dataset.text = text;
    fill(this.typing, text && h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), text && `${text}…`);
  }

  // ---- scrolling and reading

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.stick = scrollHeight - scrollTop - clientHeight < 50;
    this.latest.hidden = this.stick;
    this.read();
  }

  toBottom() {
    this.stick = true;
    this.latest.hidden = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  read() {
    if (this.channel && this.list && this.stick && document.visibilityState === "visible" && this.root.offsetParent !== null) markRead(this.channel);
  }

  async showOlder() {
    const from = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.stick = false;
    await loadOlder(this.channel);
    this.scroller.scrollTop = this.scroller.scrollHeight - from;
  }

  goTo(id) {
    const node = this.log.querySelector(`:scope > [data-id="${id}"]`);
    if (!node) {
      if (channelOf(this.channel)?.thread) emit("open", channelOf(this.channel).parent);
      return;
    }
    this.stick = false;
    node.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    node.focus({ preventScroll: true });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), 1600);
  }

  // ---- what one does with a message

  messageOf(node) {
    return node && this.all.find((m) => m.id === node.dataset.id);
  }

  keys(event) {
    if (!event.target.matches("li.msg")) {
      if (event.key === "Escape" && event.target.closest("li.msg")) event.target.closest("li.msg").focus();
      return;
    }
    const stops = this.stops();
    const at = stops.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    const message = this.messageOf(event.target);
    if (to !== undefined) {
      stops[to]?.focus();
      if (to >= stops.length) this.composer.focus();
    } else if (event.key === "Escape") this.composer.focus();
    else if (!message || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "r") this.composer.replyTo(message);
    else if (event.key === "e" && message.author.id === store.me) this.edit(message.id);
    else if (event.key === "+") pickReaction(event.target, message);
    else return;
    event.preventDefault();
  }

  focused(node) {
    if (!node) return;
    for (const other of this.log.querySelectorAll("li.msg[tabindex='0']")) other.tabIndex = -1;
    node.tabIndex = 0;
    this.placeTools(node);
  }

  placeTools(node) {
    const message = this.messageOf(node);
    if (!message || this.editing === message.id || node.classList.contains("note") || node.classList.contains("starter")) return;
    if (this.tools.parentNode === node || this.tools.contains(document.activeElement)) return;
    const mine = message.author.id === store.me;
    const channel = channelOf(this.channel);
    this.tools.querySelector("[data-focus=edit-tool]").hidden = !mine;
    this.tools.querySelector("[data-focus=delete-tool]").hidden = !(mine || channel?.manage) || message.ephemeral;
    this.tools.querySelector("[data-focus=react-tool]").hidden = message.ephemeral;
    this.tools.querySelector("[data-focus=reply-tool]").hidden = message.ephemeral || !channel?.write;
    node.append(this.tools);
  }

  makeTools() {
    const tool = (name, drawing, label, run) => h("button", {
      type: "button", "data-focus": `${name}-tool`, "aria-label": label, title: label,
      onclick: (event) => run(this.messageOf(this.tools.closest("li")), event.currentTarget),
    }, icon(drawing));
    return h("div", { class: "tools", role: "group", "aria-label": "Message" },
      tool("react", "smile", "Add reaction", (message, button) => pickReaction(button, message)),
      tool("reply", "reply", "Reply", (message) => this.composer.replyTo(message)),
      tool("edit", "pen", "Edit", (message) => this.edit(message.id)),
      tool("delete", "bin", "Delete", (message) => this.remove(message)),
      tool("more", "more", "More", (message, button) => this.more(message, button)));
  }

  edit(id) {
    this.editing = id;
    this.tools.remove();
    this.render();
    if (!id) this.composer.focus();
  }

  editLast() {
    const mine = this.all.filter((m) => m.author.id === store.me && !m.ephemeral && m.kind !== 20).at(-1);
    if (mine) this.edit(mine.id);
    return Boolean(mine);
  }

  async remove(message) {
    try {
      this.tools.remove();
      await post("delete", { as: store.me, message: message.id });
    } catch (problem) {
      notice(this.channel, problem.message);
    }
  }

  async more(message, anchor) {
    const commands = await commandsIn(this.channel).catch(() => []);
    const mine = message.author.id === store.me;
    const apps = (kind, target) => commands.filter((c) => c.kind === kind).map((c) => ({ label: c.name, detail: c.bot, icon: icon("apps"), run: () => menuCommand(this.channel, c.name, target) }));
    const onMessage = message.ephemeral ? [] : apps("message", message.id);
    const onUser = apps("user", message.author.id);
    openMenu(anchor, [
      { label: "Copy text", icon: icon("file"), run: () => navigator.clipboard?.writeText(message.content || gist(message)) },
      mine && !message.ephemeral && { label: "Edit message", icon: icon("pen"), run: () => this.edit(message.id) },
      !message.ephemeral && { label: "Reply", icon: icon("reply"), run: () => this.composer.replyTo(message) },
      (mine || channelOf(this.channel)?.manage) && !message.ephemeral && { label: "Delete message", icon: icon("bin"), danger: true, run: () => this.remove(message) },
      onMessage.length > 0 && "Apps: message", ...onMessage,
      onUser.length > 0 && `Apps: ${message.author.name}`, ...onUser,
    ], { place: "end", name: "Message" });
  }

  context(event) {
    const node = event.target.closest("li.msg");
    const message = this.messageOf(node);
    if (!message || event.target.closest("a, textarea") || String(getSelection())) return;
    event.preventDefault();
    this.placeTools(node);
    this.more(message, this.tools.querySelector("[data-focus=more-tool]"));
  }
}

/** Spoilers that were opened stay open when their message changes. */
function keepSpoilers(before, after) {
  const [old, fresh] = [before, after].map((node) => [...node.querySelectorAll(".spoiler")]);
  if (old.length !== fresh.length) return;
  old.forEach((spoiler, i) => {
    if (spoiler.classList.contains("open") && spoiler.textContent === fresh[i].textContent) fresh[i].click();
  });
}
